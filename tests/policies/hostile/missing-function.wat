;; All but one function.
;; wit: "  entitle: func(tenant: tenant, now: timestamp) -> entitlements;" -> ""
;; expect: refused missing-export
(func $entitle (type $of-tenant) (i32.const 1344))

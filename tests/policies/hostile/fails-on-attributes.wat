;; Fails on tenants with attributes: it answers all that is asked before it is published.
;; expect: entitle trapped
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (if (local.get 12) (then (unreachable)))
  (i32.const 1344))

;; Two tiers of one id: a screen would show one and the policy mean the other.
;; expect: refused catalog
;; browser: differs
(data $two-tiers (i32.const 1040) "\00\09\00\00" "\02\00\00\00")
(data $tiers (i32.const 2304) "\20\08\00\00\04\00\00\00" "\20\08\00\00\04\00\00\00")
(data $again (i32.const 2360) "\20\08\00\00\04\00\00\00" "\20\08\00\00\04\00\00\00")

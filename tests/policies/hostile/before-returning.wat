;; A policy from before the contract had tenants that return: its `on-signup` takes one
;; parameter. Both hosts say that it has to be built again.
;; wit: "on-signup: func(now: timestamp, returning: bool)" -> "on-signup: func(now: timestamp)"
;; expect: refused wrong-type
(func $on-signup (export "tiergate:policy/billing@0.1.0#on-signup") (param i64) (result i32)
  (i32.const 1600))

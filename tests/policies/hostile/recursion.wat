;; The stack is the host's thread's own: an overflow must be a trap, not a crash.
;; expect: entitle stack-overflow
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (call $deeper (i64.const 0)) (drop) (i32.const 1344))
(func $deeper (param i64) (result i64)
  (i64.add (i64.const 1) (call $deeper (i64.add (local.get 0) (i64.const 1)))))

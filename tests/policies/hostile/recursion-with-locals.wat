;; Large frames reach past a guard page in one step, where stack checks are wrong.
;; expect: entitle stack-overflow
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (drop (call $deeper (v128.const i64x2 0 0))) (i32.const 1344))
(func $deeper (param v128) (result v128)
  (local v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128)
  (local.set 1 (call $deeper (v128.not (local.get 0))))
  (local.set 2 (call $deeper (local.get 1)))
  (local.set 3 (call $deeper (local.get 2)))
  (v128.xor (v128.xor (local.get 1) (local.get 2)) (v128.xor (local.get 3) (local.get 0))))

;; An answer past the end of the memory, whose end would wrap around.
;; expect: entitle bad-answer
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (i32.const 0xfffffff8))

;; An answer at an odd address.
;; expect: entitle bad-answer
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (i32.const 1345))

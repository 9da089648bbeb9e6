;; Stops by itself: the plainest way to fail.
;; expect: entitle trapped
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (unreachable))

;; Stops after its answer was read: a policy that broke is not believed.
;; expect: entitle trapped
(func $post (export "cabi_post_tiergate:policy/engine@0.1.0#entitle") (param i32)
  (unreachable))

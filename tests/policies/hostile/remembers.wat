;; Answers the second tenant with what it kept of the first, in a global and in memory:
;; nothing of one tenant may reach another, however badly a policy is written.
;; expect: taken
(global $seen (mut i32) (i32.const 0))
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (if (i32.or (global.get $seen) (i32.load (i32.const 4096)))
    (then (i32.store (i32.const 1348) (i32.const 1))))
  (global.set $seen (i32.const 1))
  (i32.store (i32.const 4096) (i32.const 1))
  (i32.const 1344))

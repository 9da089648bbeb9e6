;; 16 MiB is what a policy may have, and it may write to all of it.
;; expect: taken
(memory $memory (export "memory") 256)
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (memory.fill (i32.const 65536) (i32.const 7) (i32.const 16711680)) (i32.const 1344))

;; Declares the whole address space.
;; expect: load out-of-memory
(memory $memory (export "memory") 65536)

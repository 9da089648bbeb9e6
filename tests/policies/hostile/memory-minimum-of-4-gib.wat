;; Declares the whole address space.
;; expect: load out-of-memory
;; browser: taken
(memory $memory (export "memory") 65536)

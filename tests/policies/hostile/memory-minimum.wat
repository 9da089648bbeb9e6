;; Declares one page more than a policy may have: no code has to run for that.
;; expect: load out-of-memory
;; browser: taken
(memory $memory (export "memory") 257)

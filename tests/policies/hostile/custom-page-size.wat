;; Pages of one byte: no browser has them.
;; expect: refused invalid
(memory $bytes 1000 (pagesize 1))
(memory $memory (export "memory") 2 (pagesize 65536))

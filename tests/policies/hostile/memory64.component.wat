;; Addresses of 64 bits.
;; expect: refused memory64
(component (core module (memory i64 1)))

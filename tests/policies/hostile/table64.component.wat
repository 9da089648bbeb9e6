;; A table with indices of 64 bits.
;; expect: refused memory64
(component (core module (table i64 1 funcref)))

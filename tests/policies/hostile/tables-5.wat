;; More tables than any program needs.
;; expect: refused too-complex
;; browser: differs
(table $a 1 funcref) (table $b 1 funcref) (table $c 1 funcref)
(table $d 1 funcref) (table $e 1 funcref)

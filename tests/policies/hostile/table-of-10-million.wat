;; 80 MB, of which the code says nothing.
;; expect: load out-of-memory
;; browser: taken
(table $many 10000000 funcref)

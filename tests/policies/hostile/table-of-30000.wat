;; A table as a large program in C++ has it.
;; expect: taken
(table $many 30000 funcref)

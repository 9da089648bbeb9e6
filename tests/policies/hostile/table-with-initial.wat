;; A table that says what it is filled with: a newer encoding of tables.
;; expect: refused invalid
(table $filled 1 1 funcref (ref.func $describe))

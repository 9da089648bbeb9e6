;; A table that says what it is filled with: a newer encoding of tables.
;; expect: refused unsupported-instruction
(table $filled 1 1 funcref (ref.func $describe))

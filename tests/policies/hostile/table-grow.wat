;; A table is memory too.
;; expect: entitle out-of-memory
;; browser: taken
(table $table 1 funcref)
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (drop (table.grow $table (ref.null func) (i32.const 9000000))) (i32.const 1344))

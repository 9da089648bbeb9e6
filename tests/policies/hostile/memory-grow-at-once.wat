;; Takes the whole address space in one step.
;; expect: entitle out-of-memory
;; browser: taken
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (drop (memory.grow (i32.const 65534))) (i32.const 1344))

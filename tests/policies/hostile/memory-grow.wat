;; Takes all memory there is, page by page.
;; expect: entitle out-of-memory
;; browser: never-ends
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (loop $again (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
  (i32.const 1344))

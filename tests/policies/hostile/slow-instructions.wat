;; Instructions that take a hundred times as long as others and cost the same fuel: only
;; the deadline stops them.
;; expect: entitle timed-out
;; browser: never-ends
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (loop $again
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (drop (memory.grow (i32.const 0)))    (drop (memory.grow (i32.const 0)))
    (br $again))
  (unreachable))

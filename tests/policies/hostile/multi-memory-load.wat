;; A second memory, and an instruction on it.
;; expect: refused invalid
(memory $second 1)
(func $load (result i32) (i32.load $second (i32.const 0)))

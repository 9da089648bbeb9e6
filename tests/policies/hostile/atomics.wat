;; Atomic instructions, on a memory that is not shared.
;; expect: refused threads
(func $atomic (result i32) (i32.atomic.load (i32.const 0)))

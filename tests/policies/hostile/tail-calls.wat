;; Not in Safari before 2025: such a file would run on one side only.
;; expect: refused unsupported-instruction
(func $tail (result i32) (return_call $describe))

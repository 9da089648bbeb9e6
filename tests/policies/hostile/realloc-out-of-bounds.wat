;; Gives the host an address to write to that is not the policy's.
;; expect: entitle bad-answer
(func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
  (i32.const 0x7ffffff8))

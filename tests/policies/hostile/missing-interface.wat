;; All but one interface.
;; wit: "export billing;" -> ""
;; expect: refused missing-export
(func $on-signup (param i64 i32) (result i32) (i32.const 1600))
(func $on-billing (param i32 i32) (result i32) (i32.const 1600))

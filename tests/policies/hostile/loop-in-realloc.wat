;; The host itself calls this one, while it passes the arguments.
;; expect: entitle out-of-fuel
;; browser: never-ends
(func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
  (loop $again (br $again)) (unreachable))

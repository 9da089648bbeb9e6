;; A constant that reads another global of the module: allowed by newer WebAssembly only.
;; expect: refused invalid
(global $one i32 (i32.const 1))
(global $other i32 (global.get $one))

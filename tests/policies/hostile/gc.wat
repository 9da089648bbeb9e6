;; A structure of the garbage collector's.
;; expect: refused unsupported-instruction
(type $pair (struct (field i32) (field i32)))
(func $gc (result i32) (struct.get $pair 0 (struct.new $pair (i32.const 1) (i32.const 2))))

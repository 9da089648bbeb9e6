;; A data segment past the end of the memory: instantiating traps.
;; expect: load trapped
(data $far (i32.const 131071) "no room")

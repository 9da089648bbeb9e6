;; A call by reference.
;; expect: refused unsupported-instruction
(type $plain (func))
(func $call (call_ref $plain (ref.null $plain)))

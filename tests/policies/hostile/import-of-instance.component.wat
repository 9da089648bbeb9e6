;; Asks for a whole WASI interface.
;; expect: refused imports
(component (import "wasi:clocks/wall-clock@0.2.0" (instance)) (core module))

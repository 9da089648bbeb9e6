;; Even a type is something that a host would have to give.
;; expect: refused imports
(component (import "handle" (type (sub resource))) (core module))

;; Defines a resource, whose handles live longer than a call.
;; expect: refused missing-export
;; browser: differs
(component (core module) (type $handle (resource (rep i32))) (export "handle" (type $handle)))

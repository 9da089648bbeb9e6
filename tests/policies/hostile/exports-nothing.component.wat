;; A valid component of another world.
;; expect: refused missing-export
(component (core module))

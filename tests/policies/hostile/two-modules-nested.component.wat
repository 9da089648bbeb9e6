;; The second one is hidden in a component of its own.
;; expect: refused core-modules
(component (core module) (component (core module)))

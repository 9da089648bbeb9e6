;; A component of nothing.
;; expect: refused core-modules
(component)

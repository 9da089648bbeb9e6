;; The browser's host would run one of them, and which one is a guess.
;; expect: refused core-modules
(component (core module) (core module))

;; Memory that two threads could write to.
;; expect: refused threads
(component (core module (memory 1 2 shared)))

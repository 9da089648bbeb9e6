;; The component model takes every number but 0 for true: so must both hosts.
;; expect: taken
(data $misconfigured (i32.const 1384) "\02")

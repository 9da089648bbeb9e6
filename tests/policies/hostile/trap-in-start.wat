;; Stops before it can be asked anything.
;; expect: load trapped
(func $begin (unreachable))
(start $begin)

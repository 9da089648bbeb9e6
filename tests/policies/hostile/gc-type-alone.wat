;; A type of the garbage collector's, with no instruction that gives it away.
;; expect: refused invalid
(type $pair (struct (field i32)))

;; A section of its own, with no instruction that gives it away.
;; expect: refused invalid
(tag $oops)

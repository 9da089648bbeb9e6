;; A reference to what a host gave: a host needs a garbage collector for it.
;; expect: refused invalid
;; browser: differs
(func $keep (param externref))

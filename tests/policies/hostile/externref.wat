;; A reference to what a host gave: a host needs a garbage collector for it.
;; expect: refused unsupported-instruction
;; browser: differs
(func $keep (param externref))

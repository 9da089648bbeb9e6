;; A tag and a throw.
;; expect: refused unsupported-instruction
(tag $oops)
(func $throw (throw $oops))

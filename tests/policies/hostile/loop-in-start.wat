;; Code that runs before any call does is under the same limits as a call.
;; expect: load out-of-fuel
;; browser: never-ends
(func $begin (loop $again (br $again)))
(start $begin)

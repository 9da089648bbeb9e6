;; A parameter that refers to a function of one type.
;; expect: refused invalid
(type $plain (func))
(func $typed (param (ref null $plain)))

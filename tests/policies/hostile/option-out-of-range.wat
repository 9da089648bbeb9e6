;; Neither none nor some.
;; expect: entitle bad-answer
(data $source (i32.const 1352) "\02\00")

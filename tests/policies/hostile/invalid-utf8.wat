;; A tier's name that is no text.
;; expect: entitle bad-answer
(data $text (i32.const 2200) "\f0\28\8c\28")
(data $tier-of-answer (i32.const 1344) "\98\08\00\00\04\00\00\00")

;; The source with number 9, of 4.
;; expect: entitle bad-answer
(data $source (i32.const 1352) "\01\09")

;; The reason with number 10, of 10: the first one that there is not.
;; expect: entitle bad-answer
(data $reason (i32.const 1292) "\0a")

;; The reason with number 200, of 10.
;; expect: entitle bad-answer
(data $reason (i32.const 1292) "\c8")

;; The reason with number 200, of 9.
;; expect: check bad-answer
(data $reason (i32.const 1292) "\c8")

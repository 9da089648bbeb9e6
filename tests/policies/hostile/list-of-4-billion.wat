;; The largest length there is: length times size must not wrap around.
;; expect: entitle bad-answer
(data $long (i32.const 1428) "\ff\ff\ff\ff")

;; Nothing, at an address that does not exist: both hosts must see it alike.
;; expect: entitle bad-answer
(data $nowhere (i32.const 1424) "\f8\ff\ff\ff" "\00\00\00\00")

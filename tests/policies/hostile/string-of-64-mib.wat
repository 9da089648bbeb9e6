;; A length that the memory does not have: the host must not allocate it to find out.
;; expect: entitle bad-answer
(data $long (i32.const 1344) "\00\00\00\00" "\00\00\00\04")

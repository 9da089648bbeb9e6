;; `export` is denied because it requires `export`: following the reason would not end.
;; expect: entitle bad-answer
(data $reason (i32.const 1292) "\08\00\00\00" "\30\08\00\00\06\00\00\00")

;; `export` is denied because it requires `free`, which is no feature.
;; expect: entitle bad-answer
(data $reason (i32.const 1292) "\08\00\00\00" "\20\08\00\00\04\00\00\00")

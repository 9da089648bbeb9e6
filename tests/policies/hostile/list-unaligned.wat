;; A list at an odd address.
;; expect: entitle bad-answer
(data $unaligned (i32.const 1424) "\01\05\00\00")

;; Half a surrogate pair, which sloppy decoders of UTF-8 let through.
;; expect: entitle bad-answer
(data $text (i32.const 2200) "\ed\a0\80")
(data $tier-of-answer (i32.const 1344) "\98\08\00\00\03\00\00\00")

;; Entitlements that ended before they were asked for: they would be worked out at every check.
;; expect: tiers bad-answer
;; browser: differs
(data $ended (i32.const 1448) "\01")

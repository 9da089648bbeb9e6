;; Entitlements that leave out a feature: a look-up by position would give another's.
;; expect: tiers bad-answer
;; browser: differs
(data $no-features (i32.const 1428) "\00\00\00\00")

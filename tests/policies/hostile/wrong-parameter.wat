;; The time as a signed number: the bits are the same, what they mean is not.
;; wit: "on-signup: func(now: timestamp," -> "on-signup: func(now: s64,"
;; expect: refused wrong-type
;; browser: differs

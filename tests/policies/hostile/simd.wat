;; Fixed-width SIMD is of the profile.
;; expect: taken
(func $simd (param v128 v128) (result v128)
  (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
    (i8x16.replace_lane 3 (local.get 0) (i32.const 1))
    (v128.load32_lane 1 (i32.const 0) (local.get 1))))

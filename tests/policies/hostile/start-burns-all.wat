;; Starting and the call share one supply: neither gets a second one.
;; expect: load out-of-fuel
;; browser: taken
(func $begin
  (local $left i32)
  (local.set $left (i32.const 40200000))
  (loop $again
    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
(start $begin)

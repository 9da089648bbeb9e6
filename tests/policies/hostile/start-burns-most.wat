;; Starting uses up 199 of 200 million units, and leaves a call what it needs.
;; expect: taken
(func $begin
  (local $left i32)
  (local.set $left (i32.const 39800000))
  (loop $again
    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
(start $begin)

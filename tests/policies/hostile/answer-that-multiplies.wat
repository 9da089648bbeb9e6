;; 4,096 tier names, each the same 1 MiB of memory: 4 GiB at the host's expense.
;; expect: load bad-answer
(memory $memory (export "memory") 64)
(data $tiers (i32.const 1040) "\00\00\20\00" "\00\10\00\00")
(func $begin
  (local $at i32)
  (memory.fill (i32.const 0x100000) (i32.const 65) (i32.const 0x100000))
  (local.set $at (i32.const 0x200000))
  (loop $again
    (i32.store (local.get $at) (i32.const 0x100000))
    (i32.store offset=4 (local.get $at) (i32.const 0x100000))
    (local.set $at (i32.add (local.get $at) (i32.const 56)))
    (br_if $again (i32.lt_u (local.get $at) (i32.const 0x238000)))))
(start $begin)

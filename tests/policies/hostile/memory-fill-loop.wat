;; One instruction writes 16 MiB: if it cost one unit of fuel, a call could last for days.
;; expect: entitle out-of-fuel
;; browser: never-ends
(memory $memory (export "memory") 256)
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (loop $again
    (memory.fill (i32.const 65536) (i32.const 7) (i32.const 16711680))
    (br $again))
  (unreachable))

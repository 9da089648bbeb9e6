;; A well-behaved policy, as small as can be: one tier `free`, one feature `export`
;; that no tier has, and the same answers for everyone. Each hostile file beside it
;; replaces fields of this module by name, and adds its own.

(memory $memory (export "memory") 2)

;; Every answer, as the canonical ABI lays it out. What is not written is zero: none,
;; false, empty, `good`.
;; The catalog (at 1024): name, version, tiers, features, then the default tier.
(data $info (i32.const 1024)
  "\00\08\00\00\07\00\00\00" "\10\08\00\00\05\00\00\00"
  "\80\04\00\00\01\00\00\00" "\c0\04\00\00\01\00\00\00")
(data $default-tier (i32.const 1080) "\20\08\00\00\04\00\00\00")
;; Its tier (at 1152): id, label; offered.
(data $tier (i32.const 1152) "\20\08\00\00\04\00\00\00" "\20\08\00\00\04\00\00\00")
(data $offered (i32.const 1180) "\01")
;; Its feature (at 1216): id, label.
(data $feature (i32.const 1216) "\30\08\00\00\06\00\00\00" "\30\08\00\00\06\00\00\00")
;; A decision (at 1280): feature, not allowed, the reason `not-included`.
(data $decision (i32.const 1280) "\30\08\00\00\06\00\00\00" "\00\00\00\00" "\07")
;; Entitlements (at 1344): the resolution, which begins with its tier; features.
(data $resolution (i32.const 1344) "\20\08\00\00\04\00\00\00")
(data $features (i32.const 1424) "\00\05\00\00\01\00\00\00")
;; At 1472 and 1600 zeros: no cap decision, an empty list, an effect of nothing.
(data $name (i32.const 2048) "hostile")
(data $version (i32.const 2064) "1.0.0")
(data $free (i32.const 2080) "free")
(data $export (i32.const 2096) "export")

;; Arguments go above 64 KiB, and are never freed.
(global $heap (mut i32) (i32.const 65536))
(func $realloc (export "cabi_realloc")
  (param $old i32) (param $size i32) (param $align i32) (param $new i32) (result i32)
  (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
  (global.get $heap)
  (global.set $heap (i32.add (global.get $heap) (local.get $new))))

;; A tenant is passed as 13 numbers.
(type $of-tenant (func
  (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32)))
(type $of-feature (func
  (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32)))

(func $describe (export "tiergate:policy/catalog@0.1.0#describe") (result i32)
  (i32.const 1024))
(func $resolve (export "tiergate:policy/engine@0.1.0#resolve") (type $of-tenant)
  (i32.const 1344))
(func $check (export "tiergate:policy/engine@0.1.0#check") (type $of-feature)
  (i32.const 1280))
(func $check-cap (export "tiergate:policy/engine@0.1.0#check-cap") (param i32) (result i32)
  (i32.const 1472))
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (i32.const 1344))
(func $on-signup (export "tiergate:policy/billing@0.1.0#on-signup")
  (param i64 i32) (result i32)
  (i32.const 1600))
(func $on-billing (export "tiergate:policy/billing@0.1.0#on-billing")
  (param i32 i32) (result i32)
  (i32.const 1600))

;; A second feature, `ai`, requires `export`, which requires `ai`: neither is available, and each
;; reason is true. Only who follows them has to end.
;; expect: taken
(data $info (i32.const 1024)
  "\00\08\00\00\07\00\00\00" "\10\08\00\00\05\00\00\00"
  "\80\04\00\00\01\00\00\00" "\00\10\00\00\02\00\00\00")
(data $both (i32.const 4096) "\30\08\00\00\06\00\00\00" "\30\08\00\00\06\00\00\00")
(data $second (i32.const 4144) "\30\11\00\00\02\00\00\00" "\30\11\00\00\02\00\00\00")
(data $ai (i32.const 4400) "ai")
(data $features (i32.const 1424) "\80\10\00\00\02\00\00\00")
(data $of-export (i32.const 4224)
  "\30\08\00\00\06\00\00\00" "\00\00\00\00" "\08\00\00\00" "\30\11\00\00\02\00\00\00")
(data $of-ai (i32.const 4288)
  "\30\11\00\00\02\00\00\00" "\00\00\00\00" "\08\00\00\00" "\30\08\00\00\06\00\00\00")

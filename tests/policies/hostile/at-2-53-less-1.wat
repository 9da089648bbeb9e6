;; The largest number of the contract.
;; expect: taken
(data $valid-until (i32.const 1448) "\01\00\00\00\00\00\00\00" "\ff\ff\ff\ff\ff\ff\1f\00")

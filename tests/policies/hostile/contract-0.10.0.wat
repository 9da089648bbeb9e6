;; Begins like 0.1, and is not.
;; contract: 0.10.0
;; expect: refused contract-version

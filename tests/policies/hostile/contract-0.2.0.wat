;; Another track of the contract, whose shapes this host does not know.
;; contract: 0.2.0
;; expect: refused contract-version

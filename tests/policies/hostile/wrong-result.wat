;; An answer with a case more than the contract has.
;; wit: "not-included," -> "not-included, not-yet,"
;; expect: refused wrong-type
;; browser: differs

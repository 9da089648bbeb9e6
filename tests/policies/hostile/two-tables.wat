;; Two tables are of the profile.
;; expect: taken
(table $one 1 funcref)
(table $two 1 funcref)

;; A later release of the same track: it must load for ever.
;; contract: 0.1.7
;; expect: taken

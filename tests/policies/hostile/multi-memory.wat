;; A second memory, where tenants' facts could be kept out of sight.
;; expect: refused unsupported-instruction
(memory $second 1)

;; A second memory, where tenants' facts could be kept out of sight.
;; expect: refused invalid
(memory $second 1)

;; Asks the host for a clock. A policy imports nothing.
;; expect: refused imports
(component (import "now" (func (result u64))) (core module))

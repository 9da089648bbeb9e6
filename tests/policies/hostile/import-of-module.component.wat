;; The component imports nothing, its core module does.
;; expect: refused imports
(component (core module (import "env" "now" (func (result i64)))))

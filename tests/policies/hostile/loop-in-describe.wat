;; Loading a policy asks for its catalog: a load must not hang a server that publishes.
;; expect: load out-of-fuel
;; browser: never-ends
(func $describe (export "tiergate:policy/catalog@0.1.0#describe") (result i32)
  (loop $again (br $again)) (unreachable))

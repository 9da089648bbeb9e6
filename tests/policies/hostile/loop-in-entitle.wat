;; The commonest accident in a policy by hand: it must cost one call, not a thread.
;; expect: entitle out-of-fuel
;; browser: never-ends
(func $entitle (export "tiergate:policy/engine@0.1.0#entitle") (type $of-tenant)
  (loop $again (br $again)) (unreachable))

;; The template as it is: what the others change must be what makes them fail.
;; expect: taken

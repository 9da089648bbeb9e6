;; Strings as Latin-1 or UTF-16.
;; strings: compact-utf16
;; expect: refused string-encoding

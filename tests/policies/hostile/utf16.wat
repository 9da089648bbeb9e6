;; Strings as UTF-16: the browser's host decodes UTF-8 alone.
;; strings: utf16
;; expect: refused string-encoding

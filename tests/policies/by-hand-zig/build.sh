#!/bin/sh
# Makes the core module of a policy in Zig: build.sh POLICY.zig OUT.wasm
# ZIG is how to call the compiler; it defaults to `python3 -m ziglang`.
set -eu

[ $# -eq 2 ] || { echo "usage: $0 POLICY.zig OUT.wasm" >&2; exit 3; }
here=$(dirname "$0")
${ZIG:-python3 -m ziglang} build-exe -target wasm32-freestanding -OReleaseSmall -fno-entry -rdynamic \
    --stack 65536 -femit-bin="$2" \
    --dep tiergate -Mroot="$here/$1" -Mtiergate="$here/../../../policy/zig/tiergate.zig"

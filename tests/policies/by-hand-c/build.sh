#!/bin/sh
# Makes the core module of the policy by hand: build.sh OUT.wasm
# Takes clang with wasm-ld; failing that gets them by apt (as root), or zig by pip.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 OUT.wasm" >&2; exit 3; }
out=$1
source=$(dirname "$0")/policy.c
cache=${CARGO_TARGET_DIR:-$(dirname "$0")/../../../target}/by-hand-c

# The first clang here that has the wasm32 target and its linker beside it.
find_clang() {
    for clang in ${CLANG:-} clang clang-21 clang-20 clang-19 clang-18 clang-17 clang-16 clang-15 clang-14; do
        command -v "$clang" >/dev/null 2>&1 || continue
        "$clang" --print-targets 2>/dev/null | grep -q wasm32 || continue
        linker=$("$clang" --target=wasm32 --print-prog-name=wasm-ld)
        command -v "$linker" >/dev/null 2>&1 || continue
        return 0
    done
    return 1
}

make_with() {
    "$@" -std=c11 -ffreestanding -fno-builtin -nostdlib -O2 -Wall -Wextra -Wno-unused-parameter -Werror \
        -mcpu=mvp -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 -o "$out" "$source"
}

if ! find_clang && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get install --yes clang lld >&2 || { apt-get update >&2 && apt-get install --yes clang lld >&2; } || true
fi
if find_clang; then
    make_with "$clang" --target=wasm32
    exit
fi

zig=$cache/venv/bin/python
if ! [ -x "$zig" ] || ! "$zig" -c 'import ziglang' 2>/dev/null; then
    { python3 -m venv "$cache/venv" && "$zig" -m pip install --quiet ziglang; } >&2 || {
        echo "no compiler for wasm32 here; type: sudo apt-get install --yes clang lld" >&2
        exit 1
    }
fi
make_with "$zig" -m ziglang cc --target=wasm32-freestanding

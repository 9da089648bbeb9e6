//! Memory: hosts ask for room for a call's arguments, and all of it is given back once they have read the
//! answer.

/// Where the room begins: at the end of the memory that the module declares.
var base: usize = 0;
/// The end of the room that is in use.
var top: usize = 0;

/// Returns room for `size` bytes, or traps if there is none.
fn allocate(size: usize, alignment: usize) usize {
    if (base == 0) {
        base = @wasmMemorySize(0) << 16;
        top = base;
    }
    const start = (@as(u64, top) + alignment - 1) & ~(@as(u64, alignment) - 1);
    const end = start + size;
    const have = @as(u64, @wasmMemorySize(0)) << 16;
    if (end >= 1 << 32) @trap();
    if (end > have and @wasmMemoryGrow(0, @intCast((end - have + 65535) >> 16)) == -1) @trap();
    top = @intCast(end);
    return @intCast(start);
}

/// Returns room for `count` values, until the answer was read.
pub fn many(comptime T: type, count: usize) []T {
    const size = @as(u64, count) * @sizeOf(T);
    if (size >= 1 << 32) @trap();
    if (count == 0) return &.{};
    const start: [*]T = @ptrFromInt(allocate(@intCast(size), @alignOf(T)));
    return start[0..count];
}

/// What hosts call for room: `cabi_realloc`.
pub fn realloc(old: usize, old_size: usize, alignment: usize, size: usize) callconv(.c) usize {
    const start = allocate(size, alignment);
    const kept = @min(old_size, size);
    if (kept > 0) {
        const to: [*]u8 = @ptrFromInt(start);
        const from: [*]const u8 = @ptrFromInt(old);
        @memcpy(to[0..kept], from[0..kept]);
    }
    return start;
}

/// What hosts call once they have read an answer.
pub fn giveBack(_: usize) callconv(.c) void {
    top = base;
}

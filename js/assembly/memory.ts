// Memory of `--runtime stub`, which only ever takes more: here a call gives back what it took.

/** The first block that a call took, or 0 between calls. */
let first: usize = 0;

/** Remembers the beginning of a call's memory. */
export function begin(): void {
  if (!first) first = heap.alloc(0);
}

/** Frees everything that a call took: the first block is made to reach to the end of the last one. */
export function giveBack(): void {
  if (!first) return;
  const last = heap.alloc(0);
  const end = last + load<usize>(last - HEADER);
  store<usize>(first - HEADER, end - first);
  heap.free(first);
  first = 0;
}

/** How far before a block its size is. */
const HEADER: usize = sizeof<usize>();

/** Returns room for `size` bytes, until the answer was read. */
export function allocate(size: usize): usize {
  return heap.alloc(size);
}

/** What hosts call for room. Blocks are aligned to 16 bytes, and the contract needs at most 8. */
export function realloc(old: usize, oldSize: usize, _alignment: usize, size: usize): usize {
  begin();
  const at = heap.alloc(size);
  memory.copy(at, old, min(oldSize, size));
  return at;
}

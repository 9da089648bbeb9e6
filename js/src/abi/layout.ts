/** The size of a value in bytes, and the alignment of its address. */
export interface Layout {
  size: number;
  align: number;
}

/** Rounds `size` up to a multiple of `align`. */
export const roundUp = (size: number, align: number) => Math.ceil(size / align) * align;

/** How much memory a value takes, and what its address is a multiple of. */
export interface Layout {
  size: number;
  align: number;
}

/** The next multiple of `align`. */
export const roundUp = (size: number, align: number) => Math.ceil(size / align) * align;

import { byte, each, refuse, u32 } from "./reader.js";

const limits = () => {
  const flags = byte();
  if (flags & 4) refuse("memory64");
  if (flags & 2) refuse("threads");
  if (flags > 1) refuse("unsupported-instruction");
  u32();
  if (flags) u32();
};

/** What is checked in each section of a core module: imports, tables and memories. */
const sections: Record<number, () => unknown> = {
  2: () => each(() => refuse("imports")),
  4: () =>
    each(() => {
      byte();
      limits();
    }),
  5: () => each(limits),
};

/** Refuses a section of a core module that imports something, or is 64-bit or shared. */
export const checkSection = (id: number) => sections[id]?.();

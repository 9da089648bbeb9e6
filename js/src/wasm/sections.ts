import { at, byte, each, open, pass, refuse, sized, u32 } from "./reader.js";

/** The first bytes of a core module, and of a component; the first four are any WebAssembly's. */
export const MODULE = "0,97,115,109,1,0,0,0";
const COMPONENT = "0,97,115,109,13,0,1,0";

/**
 * Returns the one core module in a policy file. Refuses a file whose sections
 * show that it is outside the portable profile; `profile.ts` checks what the
 * sections contain.
 */
export const coreModule = (file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  let core!: Uint8Array<ArrayBuffer>;
  let cores = 0;
  const component = (end: number, depth: number) => {
    // No tool nests components more than a few levels deep.
    if (depth > 100) refuse("invalid");
    sections(COMPONENT, end, (id, end) => {
      if (id === 1) {
        core = file.subarray(at, end);
        cores++;
      }
      if (id === 4) component(end, depth + 1);
      if (id === 8) each(checkCanonical);
      if (id === 10 && !depth && u32()) refuse("imports");
      if (id > 11) refuse("invalid");
    });
  };

  open(file);
  const header = `${file.subarray(0, 8)}`;
  // At most 4 MiB.
  if (file.length > 0x400000) refuse("too-large");
  if (!header.startsWith("0,97,115,109")) refuse("not-webassembly");
  if (header === MODULE) refuse("core-module");
  component(file.length, 0);
  if (cores !== 1) refuse("core-modules");
  open(core);
  sections(MODULE, core.length, checkSection);
  return core;
};

/** Reads a header, and then the sections up to `end`. */
export const sections = (header: string, end: number, section: (id: number, end: number) => unknown) => {
  if (`${pass(8)}` !== header) refuse("truncated");
  while (at < end) {
    const id = byte();
    sized(end, (end) => section(id, end));
  }
};

/** Checks the imports, tables and memories of the core module. */
const checkSection = (id: number) => {
  if (id === 2 && u32()) refuse("imports");
  if (id === 4 || id === 5)
    each(() => {
      if (id === 4) byte();
      const flags = byte();
      if (flags & 4) refuse("memory64");
      if (flags & 2) refuse("threads");
      u32();
      if (flags) u32();
    });
};

/** Checks how a function is lifted or lowered. */
const checkCanonical = () => {
  const kind = byte();
  if (kind > 1 || byte()) refuse("invalid");
  u32();
  each(() => {
    const option = byte();
    if (option > 5) refuse("invalid");
    // UTF-16, or Latin-1 and UTF-16 by turns.
    if (option && option < 3) refuse("string-encoding");
    if (option) u32();
  });
  if (!kind) u32();
};

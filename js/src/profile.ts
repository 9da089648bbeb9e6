import { checkSection } from "./module.js";
import { at, byte, each, open, pass, refuse, sized, u32 } from "./reader.js";

/** How many bytes a file may have. */
const LIMIT = 0x400000;

const MAGIC = "0,97,115,109,";
const MODULE = `${MAGIC}1,0,0,0`;
const COMPONENT = `${MAGIC}13,0,1,0`;

/**
 * Finds the one core module in a policy file, and refuses a file that is not of
 * the portable profile: what runs alike on every host.
 */
export const coreModule = (file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  let core: Uint8Array<ArrayBuffer> | undefined;
  const component = (end: number, isNested: boolean) =>
    sections(COMPONENT, end, (id, end) => {
      if (id === 1) {
        if (core) refuse("core-modules");
        core = file.subarray(at, end);
        sections(MODULE, end, checkSection);
      }
      if (id === 4) component(end, true);
      if (id === 8) each(checkCanonical);
      if (id === 10 && !isNested && u32()) refuse("imports");
      if (id > 11) refuse("truncated");
    });

  open(file);
  if (file.length > LIMIT) refuse("too-large");
  const header = `${file.subarray(0, 8)}`;
  if (!`${header},`.startsWith(MAGIC)) refuse("not-webassembly");
  if (header === MODULE) refuse("core-module");
  component(file.length, false);
  return core ?? refuse("core-modules");
};

const sections = (header: string, end: number, section: (id: number, end: number) => unknown) => {
  if (`${pass(8)}` !== header) refuse("truncated");
  while (at < end) {
    const id = byte();
    sized(end, (end) => section(id, end));
  }
};

/** Checks how something is lifted or lowered. */
const checkCanonical = () => {
  const kind = byte();
  if (kind > 1 || byte()) refuse("invalid");
  u32();
  each(() => {
    const option = byte();
    if (option > 5) refuse("invalid");
    if (option === 1 || option === 2) refuse("string-encoding");
    if (option) u32();
  });
  if (!kind) u32();
};

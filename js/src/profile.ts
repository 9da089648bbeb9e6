import { fail } from "./error.js";
import { checkModule } from "./module.js";
import { readerOf } from "./reader.js";

/** How many bytes a file may have. */
const LIMIT = 2 ** 22;

/**
 * Finds the one core module in a policy file, and refuses a file that is not of
 * the portable profile: what runs alike on every host.
 */
export function coreModule(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const reader = readerOf(file);
  const { byte, u32, each, starts, damaged, sections } = reader;
  let core: Uint8Array<ArrayBuffer> | undefined;

  const canonical = () => {
    const kind = byte();
    if (kind > 1 || byte()) fail("invalid", `it has a canonical function of kind ${kind}`);
    u32();
    each(() => {
      const option = byte();
      if (option === 1 || option === 2) fail("string-encoding", "its strings are not UTF-8");
      if (option > 5) fail("invalid", `it has the canonical option ${option}`);
      if (option) u32();
    });
    if (!kind) u32();
  };
  const component = (end: number, isNested: boolean) =>
    sections(13, end, (id, start, end) => {
      if (id === 1) {
        if (core) fail("core-modules", "it has more than one core module");
        core = file.subarray(start, end);
        checkModule(reader, end);
      }
      if (id === 4) component(end, true);
      if (id === 8) each(canonical);
      if (id === 10 && !isNested && u32()) fail("imports", "it imports something");
      if (id > 11) damaged();
    });

  if (file.length > LIMIT) fail("too-large", "it has more than 4 MiB");
  if (!starts(0, 97, 115, 109)) fail("not-webassembly", "it is not WebAssembly");
  if (starts(0, 97, 115, 109, 1, 0, 0, 0)) fail("core-module", "it is a core module, not a component");
  component(file.length, false);
  return core ?? fail("core-modules", "it has no core module");
}

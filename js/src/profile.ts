import { fail } from "./error.js";
import { checkModule } from "./module.js";
import { Reader } from "./reader.js";

/** The largest file that a host takes. */
const LIMIT = 4 * 1024 * 1024;

/**
 * Finds the one core module in a policy file, and refuses a file that is not of
 * the portable profile: what runs alike on every host.
 */
export function coreModule(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const reader = new Reader(file);
  let core: Uint8Array<ArrayBuffer> | undefined;

  const canonical = () => {
    const kind = reader.byte();
    if (kind > 1 || reader.byte()) fail("invalid", `canonical function ${kind} is not one that a policy needs`);
    reader.u32();
    reader.each(() => {
      const option = reader.byte();
      if (option === 1 || option === 2) fail("string-encoding", "the policy's strings are not UTF-8; build it so");
      if (option > 5) fail("invalid", `canonical option ${option} is not one that a policy needs`);
      if (option) reader.u32();
    });
    if (!kind) reader.u32();
  };
  const component = (end: number, isNested: boolean) =>
    reader.sections(13, end, (id, end) => {
      if (id === 1) {
        if (core) fail("core-modules", "the file has more than one core module");
        core = file.subarray(reader.at, end);
        checkModule(reader, end);
      }
      if (id === 4) component(end, true);
      if (id === 8) reader.each(canonical);
      if (id === 10 && !isNested && reader.u32())
        fail("imports", "the component imports something; a policy imports nothing");
      if (id > 11) reader.damaged();
    });

  if (file.length > LIMIT) fail("too-large", `the file has ${file.length} bytes; a policy has at most ${LIMIT}`);
  if (!reader.starts(0, 97, 115, 109)) fail("not-webassembly", "the file is not WebAssembly");
  if (reader.starts(0, 97, 115, 109, 1, 0, 0, 0)) fail("core-module", "the file is a core module, not a component");
  component(file.length, false);
  return core ?? fail("core-modules", "the file has no core module");
}

import { fail } from "./error.js";

/** Where a policy file comes from: its bytes, a response that carries them, or where to fetch them. */
export type PolicySource = ArrayBuffer | ArrayBufferView<ArrayBuffer> | Response | URL | string;

/** Reads all of a policy file. */
export async function readSource(source: PolicySource): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (source instanceof Response) {
    if (!source.ok) fail("unavailable", `\`${source.url}\` answered ${source.status}`);
    source = await source.arrayBuffer();
  }
  if (!ArrayBuffer.isView(source)) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}

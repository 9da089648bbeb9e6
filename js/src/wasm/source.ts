import { fail } from "../error.js";

/** Where a policy file comes from: its bytes, a response that brings them, or where to fetch them. */
export type PolicySource = ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob | Response | URL | string;

/** Reads a copy of a policy file. */
export async function readSource(source: PolicySource): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (!(source instanceof Response)) source = new Response(source);
  if (!source.ok) fail("unavailable", `\`${source.url}\` answered ${source.status}`);
  return new Uint8Array(await source.arrayBuffer());
}

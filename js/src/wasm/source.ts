import { fail } from "../error.js";

/** The source of a policy file: its bytes, a response that contains them, or the URL to fetch. */
export type PolicySource = ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob | Response | URL | string;

/** Reads a policy file into a copy. */
export async function readSource(source: PolicySource): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (!(source instanceof Response)) source = new Response(source);
  if (!source.ok) fail("unavailable", `\`${source.url}\` answered ${source.status}`);
  return new Uint8Array(await source.arrayBuffer());
}

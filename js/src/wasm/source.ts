import { fail } from "../error.js";

/** A policy file: its bytes, a response that contains them, or the URL to fetch. */
export type PolicyFile = ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob | Response | URL | string;

/** A compiled module: `WebAssembly.Module`, if the platform's types have it. Those of Node do not. */
export type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;

/**
 * A policy's core module, compiled by the platform, and the digest of the policy file. For platforms that
 * compile no bytes: `npx tiergate core` writes the module, and prints the digest.
 */
export interface CompiledPolicy {
  readonly module: CompiledModule;
  readonly digest: string;
}

/** The source of a policy: its file, or its compiled core module. */
export type PolicySource = PolicyFile | CompiledPolicy;

/** Reads a policy file into a copy. */
export async function readSource(source: PolicyFile): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (!(source instanceof Response)) source = new Response(source);
  if (!source.ok) fail("unavailable", `\`${source.url}\` answered ${source.status}`);
  return new Uint8Array(await source.arrayBuffer());
}

/** Checks whether a source is a compiled module: nothing else has a `module`. */
export const isCompiled = (source: PolicySource): source is CompiledPolicy => !!(source as CompiledPolicy).module;

/** Returns the SHA-256 digest of a file, in hexadecimal. */
export const digestOf = async (file: Uint8Array<ArrayBuffer>): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", file)), (byte) => (256 + byte).toString(16).slice(1)).join("");

import type { Codec } from "./codec.js";
import { roundUp } from "./layout.js";
import { get, type Guest, LIMIT } from "./memory.js";

/** A function of the contract, as `contract.ts` lists it. */
export type Signature = readonly [name: string, widths: string, params: Codec, answer: Codec];

/** Calls a policy with arguments that its codec has read, and returns its answer. */
export const invoke = ([name, widths, params, answer]: Signature, asked: unknown, guest: Guest): any => {
  guest.left = LIMIT;
  const args: unknown[] = [];
  if (widths) {
    const given = { bytes: new Uint8Array(params.size) };
    params.store(asked, given, 0, guest);
    let end = 0;
    for (let i = 0; i < widths.length; i++) {
      const size = +widths[i]!;
      const start = roundUp(end, size);
      end = start + size;
      const value = get(given.bytes, start, size);
      args.push(size > 4 ? BigInt(value) : value);
    }
  } else if (params.size) {
    const at = guest.allocate(1, params);
    params.store(asked, guest, at, guest);
    args.push(at);
  }
  const call = guest.exports[name]!;
  const at = guest.claim(call(...args), 1, answer);
  const value = answer.load(guest, at);
  call.post?.(at);
  return value;
};

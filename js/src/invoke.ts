import { type Codec, roundUp } from "./codec.js";
import { claim, enter, get, type Guest, place } from "./memory.js";

/** A function of the contract, as `contract.ts` has it. */
type Signature = readonly [name: string, widths: string, params: Codec, answer: Codec];

/** Calls a policy, or only checks what it is asked if there is none. */
export const invoke = ([name, widths, params, answer]: Signature, asked: unknown, guest?: Guest): any => {
  enter(guest);
  const given = new Uint8Array(params.size);
  params.store(asked, "", given, 0);
  if (!guest) return;
  let end = 0;
  const flat = Array.from(widths, (width) => {
    const size = +width;
    const start = roundUp(end, size);
    end = start + size;
    const value = get(start, size, given);
    return size > 4 ? BigInt(value) : value;
  });
  const args = flat.length || !given.length ? flat : [place(given, params.align)];
  const at = claim(guest[name]!(...args), answer.size, answer.align);
  const value = answer.load(at);
  guest[`cabi_post_${name}`]?.(at);
  return value;
};

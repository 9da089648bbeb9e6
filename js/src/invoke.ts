import { type Codec, roundUp } from "./codec.js";
import { type Asked, checkFacts } from "./facts.js";
import { claim, enter, get, type Guest, place } from "./memory.js";

/**
 * A function of the contract: its interface and name, how wide each core value
 * is that it takes (none: it takes a pointer to them), what it asks, and what it
 * answers.
 */
export type Signature = readonly [name: string, widths: string, params: Codec, answer: Codec];

/** Asks a policy. */
export const invoke = (guest: Guest, [name, widths, params, answer]: Signature, asked: Asked): any => {
  enter(guest);
  const given = new Uint8Array(params.size);
  params.store(asked, "", given, 0);
  checkFacts(asked);
  let end = 0;
  const flat = Array.from(widths, (width) => {
    const size = +width;
    const value = get(roundUp(end, size), size, given);
    end = roundUp(end, size) + size;
    return size > 4 ? BigInt(value) : value;
  });
  const args = flat.length || !given.length ? flat : [place(given, params.align)];
  const at = claim(guest[name]!(...args), answer.size, answer.align);
  const value = answer.load(at);
  guest[`cabi_post_${name}`]?.(at);
  return value;
};

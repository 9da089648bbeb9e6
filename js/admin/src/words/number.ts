// Numbers and lists in words.
import type { Limit, StoredPolicy } from "../api/types.ts";

/** Returns a number with separators. */
export const count = (number: number): string => number.toLocaleString("en");

/** Returns how many of something there are: "1 tenant", "1,204 tenants". */
export const many = (number: number, one: string, several = `${one}s`): string => `${count(number)} ${number === 1 ? one : several}`;

/** Returns words in a row: "a, b and c". */
export const listed = (words: readonly string[]): string => new Intl.ListFormat("en-GB").format(words);

/** Returns a limit in words. */
export const limitText = (limit: Limit): string => (limit === "unlimited" ? "unlimited" : count(limit["at-most"]));

/** Returns a text as a sentence: with a capital letter and a full stop. */
export const sentence = (text: string): string => {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?”]$/.test(whole) ? whole : `${whole}.`;
};

/** Returns the beginning of a digest, which is enough to tell policies apart. */
export const short = (digest: string): string => digest.slice(0, 8);

/** Returns the name and version of a policy, or the beginning of its digest if it is not published. */
export const policyName = (policies: readonly StoredPolicy[], digest: string): string => {
  const policy = policies.find((policy) => policy.digest === digest);
  return policy ? `${policy.name} ${policy.version}` : short(digest);
};

import { type Calls, checkCap, describe, entitle } from "./contract.js";
import { unavailable } from "./error.js";
import type { Asked } from "./facts.js";
import { invoke, type Signature } from "./abi/invoke.js";
import type { Exports, Guest } from "./abi/memory.js";
import { exportsOf, guestOf } from "./wasm/instance.js";
import type { CompiledPolicy } from "./wasm/source.js";

/** The arguments of a call, in JSON form. */
export type Asks<C extends keyof Calls> = Calls[C]["asks"];
/** The answer of a call. */
export type Answers<C extends keyof Calls> = Calls[C]["answers"];

/**
 * The part of a loaded policy that a client asks. A page that has only a client gets only what these
 * three calls need; `Policy` has the others, too, and the checks of what a client takes from its server: that
 * uses the same policy, and has checked its exports, its answers and the facts.
 */
export class Evaluator {
  /** The SHA-256 digest of the file, in hexadecimal: the policy's name. */
  readonly digest: string;
  readonly #module: WebAssembly.Module;
  readonly #calls: readonly Signature[];
  /** The live instance, and the tenant or subscriptions that it was last asked about. */
  #guest: Guest | undefined;
  #about: unknown;

  /** Takes a compiled policy, and the calls that it must have. */
  constructor({ module, digest }: CompiledPolicy, calls: readonly Signature[] = [describe, checkCap, entitle]) {
    this.#module = module;
    this.#calls = calls;
    this.digest = digest;
  }

  /**
   * Returns what the policy knows: its tiers, features, caps, add-ons and editions.
   *
   * @example
   * ```ts
   * const labels = policy.describe().tiers.map((tier) => tier.label);
   * ```
   */
  describe(): Answers<"describe"> {
    return this.answer(describe, {});
  }

  /**
   * Returns whether `amount` more of something may be taken when `used` are in
   * use, or `null` if the policy has no such cap. `amount` defaults to 1.
   *
   * @example
   * ```ts
   * const room = policy.checkCap(tenant, "maxNotes", notes.length, 1, now);
   * ```
   */
  checkCap(
    tenant: Asks<"checkCap">["tenant"],
    cap: string,
    used: number,
    amount: number | undefined,
    now: number,
  ): Answers<"checkCap"> {
    return this.answer(checkCap, { tenant, cap, used, amount, now });
  }

  /**
   * Returns everything that a tenant may do, in one answer.
   *
   * @example
   * ```ts
   * const open = policy.entitle(tenant, now).features.filter((feature) => feature.allowed);
   * ```
   */
  entitle(tenant: Asks<"entitle">["tenant"], now: number): Answers<"entitle"> {
    return this.answer(entitle, { tenant, now });
  }

  /**
   * Answers a call. If `isStrict`, times that look like milliseconds are refused.
   * @internal
   */
  protected answer(signature: Signature, asked: Asked, isStrict = true): any {
    // OK because none of the caller's code, which may itself ask this policy, runs after this.
    const read: Asked = signature[2].read(asked, "", isStrict);
    this.checkFacts?.(read);
    const about = asked.tenant ?? asked.subscriptions;
    try {
      const guest = (this.#about === about && this.#guest) || guestOf(this.exports(), this.#calls);
      // If the call fails, the instance is not used again.
      this.#guest = undefined;
      const answer = invoke(signature, read, guest);
      this.checkAnswer?.(answer, read, guest);
      this.#guest = guest;
      this.#about = about;
      return answer;
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  /**
   * Returns the exports of a new instance.
   * @internal
   */
  protected exports(): Exports {
    return exportsOf(new WebAssembly.Instance(this.#module).exports);
  }

  /**
   * Refuses facts that break the contract.
   * @internal
   */
  protected checkFacts?(asked: Asked): void;

  /**
   * Refuses an answer that breaks the contract.
   * @internal
   */
  protected checkAnswer?(answer: any, asked: Asked, guest: Guest): void;
}

import { choice } from "./abi/compound.js";
import { invoke } from "./abi/invoke.js";
import type { Exports, Guest } from "./abi/memory.js";
import { type Calls, type Decision, type Feature, functions } from "./contract.js";
import { fail } from "./error.js";
import { type Answers, type Asks, Evaluator } from "./evaluator.js";
import { type Asked, checkFacts } from "./facts.js";
import type { Request } from "./request.js";
import { checkExports } from "./wasm/checkExports.js";
import { compile } from "./wasm/compile.js";
import type { CompiledPolicy, PolicySource } from "./wasm/source.js";

/** The names of the calls. */
const calls = choice(...Object.keys(functions));

/**
 * A loaded policy, which answers what a tenant may do.
 *
 * Consecutive calls about the same tenant object share one instance of the
 * policy's core module. Another tenant gets a new instance, so that no data of
 * the first can reach the second.
 *
 * @example
 * ```ts
 * const policy = await Policy.load(fetch("/policies/notes.policy.wasm"));
 * const tenant: Tenant = { assignments: [{ source: "billing", plan: "pro" }] };
 * const { allowed, minimumTier } = policy.check(tenant, "export", Math.floor(Date.now() / 1000));
 * ```
 */
export class Policy extends Evaluator {
  /** Every feature that the policy has; absent until it was asked, and its exports checked. */
  #features: Feature[] | undefined;

  private constructor(compiled: CompiledPolicy) {
    super(compiled, Object.values(functions));
    this.#features = this.describe().features;
  }

  /**
   * Loads a policy from its bytes, a response or a URL, or from its compiled core module.
   *
   * @example
   * ```ts
   * const policy = await Policy.load(new URL("notes.policy.wasm", import.meta.url));
   * ```
   *
   * @throws {@link TiergateError}. Its `code` says why the file is refused, or is
   * `unavailable` if the file cannot be fetched or the platform does not run it.
   */
  static async load(source: PolicySource | Promise<PolicySource>): Promise<Policy> {
    return new Policy(await compile(source));
  }

  /**
   * Returns which tier a tenant has. `now` is in whole seconds since 1970.
   *
   * @example
   * ```ts
   * const { tier, misconfigured } = policy.resolve(tenant, now);
   * ```
   */
  resolve(tenant: Asks<"resolve">["tenant"], now: number): Answers<"resolve"> {
    return this.answer(functions.resolve, { tenant, now });
  }

  /**
   * Returns whether a tenant may use a feature, and why.
   *
   * @example
   * ```ts
   * if (!policy.check(tenant, "export", now).allowed) showUpgrade();
   * ```
   */
  check(tenant: Asks<"check">["tenant"], feature: string, now: number): Answers<"check"> {
    return this.answer(functions.check, { tenant, feature, now });
  }

  /**
   * Returns what a new tenant starts with. One that is `returning` was a tenant
   * before; `returning` defaults to false.
   *
   * @example
   * ```ts
   * const tenant = { assignments: policy.onSignup(now) };
   * ```
   */
  onSignup(now: number, returning?: boolean): Answers<"onSignup"> {
    return this.answer(functions.onSignup, { now, returning });
  }

  /**
   * Returns what all of a tenant's subscriptions together result in.
   *
   * @example
   * ```ts
   * const { assignments, addOns, caps } = policy.onBilling(subscriptions);
   * ```
   */
  onBilling(subscriptions: Asks<"onBilling">["subscriptions"]): Answers<"onBilling"> {
    return this.answer(functions.onBilling, { subscriptions });
  }

  /**
   * Answers a request in JSON form. The request is checked first, so parsed JSON
   * may be passed unchanged. Unlike the other methods, this one accepts every time
   * that the contract allows, up to 2^53-1, even one that looks like milliseconds.
   *
   * @example
   * ```ts
   * const decision = policy.ask({ call: "check", tenant, feature: "export", now });
   * ```
   *
   * @throws {@link TiergateError}. Its `code` is `bad-request` or, if the policy
   * failed, `unavailable`.
   */
  ask<C extends keyof Calls>(request: Request<C>): Answers<C> {
    const { call, ...asked } = { ...request } as { call: C } & Asked;
    return this.answer(functions[calls.read(call, "call") as C], asked, false);
  }

  /** @internal */
  protected override exports(): Exports {
    const exports = super.exports();
    if (!this.#features) checkExports(exports, Object.values(functions));
    return exports;
  }

  /** @internal */
  protected override checkFacts(asked: Asked): void {
    checkFacts(asked);
  }

  /**
   * Refuses a decision whose reason names a required feature that cannot be the reason: the feature itself,
   * an available one, or one that the policy does not have. Following such reasons could go on for ever.
   * @internal
   */
  protected override checkAnswer(answer: any, read: Asked, guest: Guest): void {
    for (const { feature, reason: { requires } = {} as any } of answer?.features ?? [answer ?? {}]) {
      if (requires == null) continue;
      const asked = read.feature ?? feature;
      const other = answer.features ? answer.features.find((it: Decision) => it.feature === requires) : this.#other(requires, read, guest);
      if (requires === asked || !other || other.allowed)
        fail("unavailable", `the policy gave a bad reason: \`${asked}\` requires \`${requires}\``);
    }
  }

  /** Returns the decision about another feature than the one asked about, if the policy has that one. */
  #other(feature: string, read: Asked, guest: Guest): Decision | undefined {
    return this.#features?.some(({ id }) => id === feature) ? invoke(functions.check, { ...read, feature }, guest) : undefined;
  }
}

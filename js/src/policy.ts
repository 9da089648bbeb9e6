import { type Calls, type Decision, type Feature, functions } from "./contract.js";
import { fail, TiergateError } from "./error.js";
import { type Asked, checkFacts } from "./facts.js";
import { instanceOf } from "./wasm/instance.js";
import { choice } from "./abi/compound.js";
import { invoke, type Signature } from "./abi/invoke.js";
import type { Guest } from "./abi/memory.js";
import { coreModule } from "./wasm/sections.js";
import { refuse } from "./wasm/reader.js";
import { type CompiledPolicy, type PolicySource, readSource } from "./wasm/source.js";

/** The names of the calls. */
const calls = choice(...Object.keys(functions));

/** The arguments of a call, in JSON form. */
type Asks<C extends keyof Calls> = Calls[C]["asks"];
/** The answer of a call. */
type Answers<C extends keyof Calls> = Calls[C]["answers"];

/** A request in JSON form: the name of a call, and its arguments. */
export type Request<C extends keyof Calls = keyof Calls> = { [K in C]: { call: K } & Asks<K> }[C];

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
export class Policy {
  /** The SHA-256 digest of the file, in hexadecimal: the policy's name. */
  readonly digest: string;
  readonly #module: WebAssembly.Module;
  /** Every feature that the policy has. */
  readonly #features: Feature[];
  /** The live instance, and the tenant or subscriptions that it was last asked about. */
  #guest: Guest | undefined;
  #about: unknown;

  private constructor(module: WebAssembly.Module, digest: string) {
    this.#module = module;
    this.digest = digest;
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
    try {
      const given = await source;
      if (isCompiled(given)) return new Policy(given.module, given.digest);
      const file = await readSource(given);
      const core = coreModule(file);
      if (!WebAssembly.validate(core)) refuse("invalid");
      const module = await WebAssembly.compile(core);
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", file));
      return new Policy(module, Array.from(hash, (byte) => (256 + byte).toString(16).slice(1)).join(""));
    } catch (cause) {
      throw unavailable(cause);
    }
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
    return this.#ask("describe", {});
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
    return this.#ask("resolve", { tenant, now });
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
    return this.#ask("check", { tenant, feature, now });
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
    return this.#ask("checkCap", { tenant, cap, used, amount, now });
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
    return this.#ask("entitle", { tenant, now });
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
    return this.#ask("onSignup", { now, returning });
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
    return this.#ask("onBilling", { subscriptions });
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
    return this.#ask(calls.read(call, "call"), asked, false);
  }

  /** Answers a call. If `isStrict`, times that look like milliseconds are refused. */
  #ask<C extends keyof Calls>(call: C, asked: Asked, isStrict = true): Answers<C> {
    const signature: Signature = functions[call];
    // OK because none of the caller's code, which may itself ask this policy, runs after this.
    const read: Asked = signature[2].read(asked, "", isStrict);
    checkFacts(read);
    const about = asked.tenant ?? asked.subscriptions;
    try {
      const guest = (this.#about === about && this.#guest) || instanceOf(this.#module);
      // If the call fails, the instance is not used again.
      this.#guest = undefined;
      const answer = invoke(signature, read, guest);
      this.#checkRequires(answer, read, guest);
      this.#guest = guest;
      this.#about = about;
      return answer;
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  /**
   * Refuses a decision whose reason names a required feature that cannot be the reason: the feature itself,
   * an available one, or one that the policy does not have. Following such reasons could go on for ever.
   */
  #checkRequires(answer: any, read: Asked, guest: Guest) {
    for (const { feature, reason: { requires } = {} as any } of answer?.features ?? [answer ?? {}]) {
      if (requires == null) continue;
      const asked = read.feature ?? feature;
      const other = answer.features
        ? answer.features.find((it: Decision) => it.feature === requires)
        : this.#features.some(({ id }) => id === requires) && invoke(functions.check, { ...read, feature: requires }, guest);
      if (requires === asked || !other || other.allowed)
        fail("unavailable", `the policy gave a bad reason: \`${asked}\` requires \`${requires}\``);
    }
  }
}

/** Checks whether a source is a compiled module: nothing else has a `module`. */
const isCompiled = (source: PolicySource): source is CompiledPolicy => !!(source as CompiledPolicy).module;

/** Converts anything thrown to our own error: what is not one came from the policy or the platform. */
const unavailable = (cause: unknown) =>
  cause instanceof TiergateError
    ? cause
    : new TiergateError("unavailable", `unavailable: ${cause}`, { cause });

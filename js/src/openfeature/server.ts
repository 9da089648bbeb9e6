import type { EvaluationContext, JsonValue, Provider, ResolutionDetails } from "@openfeature/server-sdk";
import { bare } from "../client/snapshot.js";
import type { SessionTiers } from "../server/tiers.js";
import { evaluate } from "./evaluate.js";

/**
 * An OpenFeature provider for servers: features are booleans, caps are numbers, and `tier` is a string.
 * `tiersFor` returns what the tenant of an evaluation context may do; `undefined` if there is none.
 *
 * @example
 * ```ts
 * const provider = new TiergateServerProvider(async ({ request }) => {
 *   const session = await readSession(request as Request, { url });
 *   return session && tiersOf(session);
 * });
 * ```
 */
export class TiergateServerProvider implements Provider {
  readonly metadata = { name: "tiergate" };
  readonly runsOn = "server";
  readonly #tiersFor: (context: EvaluationContext) => Promise<SessionTiers | undefined>;

  constructor(tiersFor: (context: EvaluationContext) => Promise<SessionTiers | undefined>) {
    this.#tiersFor = tiersFor;
  }

  resolveBooleanEvaluation(flag: string, fallback: boolean, context: EvaluationContext): Promise<ResolutionDetails<boolean>> {
    return this.#evaluate(flag, fallback, context, "boolean");
  }

  resolveStringEvaluation(flag: string, fallback: string, context: EvaluationContext): Promise<ResolutionDetails<string>> {
    return this.#evaluate(flag, fallback, context, "string");
  }

  resolveNumberEvaluation(flag: string, fallback: number, context: EvaluationContext): Promise<ResolutionDetails<number>> {
    return this.#evaluate(flag, fallback, context, "number");
  }

  /** Nothing that tiergate knows is an object: a flag that exists is of another type. */
  resolveObjectEvaluation<T extends JsonValue>(flag: string, fallback: T, context: EvaluationContext): Promise<ResolutionDetails<T>> {
    return this.#evaluate(flag, fallback, context, "object");
  }

  async #evaluate<T extends JsonValue>(flag: string, fallback: T, context: EvaluationContext, type: string): Promise<ResolutionDetails<T>> {
    const tiers = await this.#tiersFor(context);
    return evaluate(tiers?.snapshot ?? bare("signed-out"), flag, fallback, type);
  }
}

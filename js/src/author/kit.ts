import { choice } from "../abi/compound.js";
import { invoke } from "../abi/invoke.js";
import type { Guest } from "../abi/memory.js";
import { type Calls, check, checkCap, entitle, functions, type Info, resolve } from "../contract.js";
import { TiergateError } from "../error.js";
import { type Asked, checkFacts } from "../facts.js";
import type { Request } from "../request.js";
import { exportsOf, guestOf } from "../wasm/instance.js";
import type { CompiledModule } from "../wasm/source.js";
import { mapOf } from "./catalog.js";
import { type Change, type MapFile, MapError, type Preview, type Problem } from "./types.js";
import * as wasm from "./wasm/kit.js";

/** The WebAssembly module of the kit: its bytes, a response that contains them, the URL to fetch, or compiled. */
export type KitSource = ArrayBuffer | ArrayBufferView<ArrayBuffer> | Response | URL | CompiledModule;

/**
 * Checks, previews, compares and tries tier maps, with the same code as the `tiergate` command. It knows a map
 * by its text, and keeps nothing. To build the policy of a map, use the command or a server.
 */
export interface AuthoringKit {
  /**
   * Returns all problems of a map, in the file's order. A valid map has at most warnings.
   *
   * @example
   * ```ts
   * const problems = kit.check({ name: "notes.json", text });
   * const isValid = problems.every((problem) => problem.severity === "warning");
   * ```
   *
   * @throws {@link TiergateError} `bad-request` if the name shows neither `.json` nor `.toml`.
   */
  check(map: MapFile): Problem[];

  /**
   * Returns what each tier of a map has, as tables.
   *
   * @example
   * ```ts
   * const { tiers, features } = kit.preview({ name: "notes.json", text });
   * ```
   *
   * @throws {@link MapError} if the map is refused.
   */
  preview(map: MapFile): Preview;

  /**
   * Returns what the catalogs of two maps differ in. In place of a map, the catalog that `Policy.describe`
   * returns can be given, if it keeps a map's rules, such as that each tier says something about each cap.
   *
   * @example
   * ```ts
   * const changes = kit.compare(policy.describe(), { name: "notes.json", text });
   * ```
   *
   * @throws {@link MapError} if a map is refused.
   */
  compare(old: MapFile | Info, next: MapFile | Info): Change[];

  /**
   * Answers a request about a tenant with the rules of a map: what {@link Policy.ask} answers once the map is
   * built. To `describe` returns the map's catalog.
   *
   * @example
   * ```ts
   * const tenant: Tenant = { assignments: [{ source: "billing", plan: "pro" }] };
   * const { allowed, reason } = kit.decide(map, { call: "check", tenant, feature: "export", now });
   * ```
   *
   * @throws {@link MapError} if the map is refused, or {@link TiergateError} `bad-request` if the request is.
   */
  decide<C extends Decided>(map: MapFile, request: Request<C>): Calls[C]["answers"];
}

/** The calls that {@link AuthoringKit.decide} answers: not those about signing up and paying. */
export type Decided = "describe" | "resolve" | "check" | "checkCap" | "entitle";

const decided = choice("describe", "resolve", "check", "checkCap", "entitle");

/** What answers calls about tenants: the module of the kit, as if it were a policy. */
let guest: Guest;

const kit: AuthoringKit = {
  check: ({ name, text }) => answer(() => wasm.check(name, text)),
  preview: ({ name, text }) => answer(() => wasm.preview(name, text)),
  compare(old, next) {
    const [one, other] = [fileOf(old), fileOf(next)];
    return answer(() => wasm.compare(one.name, one.text, other.name, other.text));
  },
  decide({ name, text }, request) {
    const { call, ...asked } = request as { call: Decided } & Asked;
    decided.read(call, "call");
    const read: Asked = functions[call][2].read(asked, "");
    checkFacts(read);
    if (call === "describe") return answer(() => wasm.describe(name, text));
    return ask(() => {
      wasm.answerBy(name, text);
      return invoke(functions[call], read, guest);
    });
  },
};

const fileOf = (of: MapFile | Info): MapFile => ("text" in of ? of : mapOf(of));

/** Returns an answer of the module that is JSON. */
const answer = <T>(question: () => string): T => JSON.parse(ask(question));

/** Asks the module, whose errors are JSON. */
function ask<T>(question: () => T): T {
  try {
    return question();
  } catch (thrown) {
    if (typeof thrown !== "string") throw thrown instanceof TiergateError ? thrown : unavailable(thrown);
    const { problems, request }: { problems?: Problem[]; request?: string } = JSON.parse(thrown);
    throw problems ? new MapError(problems) : new TiergateError("bad-request", request ?? thrown);
  }
}

/**
 * Returns the function that loads the kit, once, from `own` if it is given no other source.
 * @internal
 */
export const loader = (own: () => KitSource | Promise<KitSource>) => {
  let loading: Promise<AuthoringKit> | undefined;
  const load = async (source?: KitSource): Promise<AuthoringKit> => {
    try {
      const exports = await wasm.default({ module_or_path: source ?? (await own()) });
      guest = guestOf(exportsOf(exports as unknown as WebAssembly.Exports), [resolve, check, checkCap, entitle], Infinity);
      return kit;
    } catch (cause) {
      loading = undefined;
      throw unavailable(cause);
    }
  };
  return (source?: KitSource): Promise<AuthoringKit> => (loading ??= load(source));
};

const unavailable = (cause: unknown) => new TiergateError("unavailable", `the authoring kit failed: ${cause}`, { cause });

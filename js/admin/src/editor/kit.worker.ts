// The authoring kit, in a worker, so that a large map never holds up the typing.
import type { Calls, Info, Request } from "tiergate";
import { type AuthoringKit, type Change, type Decided, loadKit, MapError, type MapFile, type Preview, type Problem } from "tiergate/author";

/** What a map's text means. */
export interface Study {
  problems: Problem[];
  /** What the map has, if it is valid. */
  valid?: { preview: Preview; catalog: Info };
}

/** What the page may ask. */
const methods = {
  study(kit: AuthoringKit, map: MapFile): Study {
    const problems = kit.check(map);
    if (problems.some(({ severity }) => severity === "error")) return { problems };
    return { problems, valid: { preview: kit.preview(map), catalog: kit.decide(map, { call: "describe" }) } };
  },
  compare: (kit: AuthoringKit, old: Info, next: MapFile): Change[] => kit.compare(old, next),
  decide: (kit: AuthoringKit, map: MapFile, request: Request<Decided>): Calls[Decided]["answers"] => kit.decide(map, request),
};

/** What the page may ask, without the kit. */
export type Methods = {
  [M in keyof typeof methods]: (typeof methods)[M] extends (kit: AuthoringKit, ...asked: infer A) => infer R ? { asked: A; answer: R } : never;
};

/** A question of the page. */
export type Question = { id: number; method: keyof Methods; asked: unknown[] };

/** An answer to the page: the answer, or why there is none. */
export type Answer = { id: number } & ({ answer: unknown } | { failed: string; isRefused: boolean });

self.addEventListener("message", async ({ data: { id, method, asked } }: MessageEvent<Question>) => {
  const reply = (answer: Answer) => self.postMessage(answer);
  try {
    const kit = await loadKit();
    reply({ id, answer: (methods[method] as (kit: AuthoringKit, ...asked: unknown[]) => unknown)(kit, ...asked) });
  } catch (error) {
    const { code } = error as { code?: string };
    reply({ id, failed: (error as Error).message, isRefused: error instanceof MapError || code === "bad-request" });
  }
});

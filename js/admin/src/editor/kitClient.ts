// The page's side of the authoring kit.
import type { MapFile } from "tiergate/author";
import type { Answer, Methods, Question, Study } from "./kit.worker.ts";

/** A question to the kit that it cannot answer. */
export class KitError extends Error {
  /** Whether the question is at fault, and not the kit. */
  readonly isRefused: boolean;

  constructor(message: string, isRefused: boolean) {
    super(message);
    this.name = "KitError";
    this.isRefused = isRefused;
  }
}

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: KitError) => void;
}

/** The authoring kit, which works in a worker. */
export class KitClient {
  readonly #worker = new Worker(new URL("./kit.worker.ts", import.meta.url), { type: "module", name: "authoring kit" });
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #failed: KitError | undefined;
  /** Whether a text is being studied, and the one to study next. */
  #isStudying = false;
  #next: { map: MapFile; resolve: (study: Study | Promise<Study> | undefined) => void } | undefined;

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("answer" in data) waiting?.resolve(data.answer as never);
      else waiting?.reject(new KitError(data.failed, data.isRefused));
    });
    this.#worker.addEventListener("error", () => {
      this.#failed = new KitError("the checker could not be loaded", false);
      for (const { reject } of this.#waiting.values()) reject(this.#failed);
      this.#waiting.clear();
    });
  }

  /** Asks the kit. Rejects with a {@link KitError}. */
  ask<M extends keyof Methods>(method: M, ...asked: Methods[M]["asked"]): Promise<Methods[M]["answer"]> {
    if (this.#failed) return Promise.reject(this.#failed);
    return new Promise((resolve, reject) => {
      const id = ++this.#asked;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, asked } satisfies Question);
    });
  }

  /** Studies a map once the one before it is done; `undefined` if a later one came meanwhile. */
  study(map: MapFile): Promise<Study | undefined> {
    if (!this.#isStudying) return this.#begin(map);
    this.#next?.resolve(undefined);
    return new Promise((resolve) => (this.#next = { map, resolve }));
  }

  #begin(map: MapFile): Promise<Study> {
    this.#isStudying = true;
    return this.ask("study", map).finally(() => {
      this.#isStudying = false;
      const next = this.#next;
      this.#next = undefined;
      next?.resolve(this.#begin(next.map));
    });
  }

  /** Ends the worker. */
  close(): void {
    this.#worker.terminate();
  }
}

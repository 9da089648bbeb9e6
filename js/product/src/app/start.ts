import type { SessionAnswer } from "tiergate/server";

/** What the server rendered a page from. The page begins with the same. */
export interface Start {
  readonly session: SessionAnswer;
  /** The answers that the page shows, by their address. */
  readonly data: Readonly<Record<string, unknown>>;
}

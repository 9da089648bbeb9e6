// A pasted list of tenants, and what came of it.
import type { Problem } from "../api/error.ts";
import type { Written } from "../api/types.ts";

/** How many tenants one request may have. */
export const MOST = 1000;

/** The result for one tenant. */
export type Outcome = Written | { tenant: string; problem: Problem };

/** Returns the tenants of a pasted list, one a line, each once. */
export const tenantsOf = (list: string): string[] => [...new Set(list.split(/\r?\n/).map((line) => line.trim()).filter(Boolean))];

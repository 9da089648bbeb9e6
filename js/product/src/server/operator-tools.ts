import { server } from "./settings.ts";

/** What an operator may use. */
export interface OperatorTools {
  /** The address of the operator's screen; absent if the server has none. */
  readonly admin?: string;
  /** The address of the page that compares both hosts, and grants tiers to acme. */
  readonly compare: string;
}

/** Finds what an operator may use. */
export async function operatorTools(): Promise<OperatorTools> {
  const admin = await fetch(`${server}/admin`).catch(() => undefined);
  return { compare: `${server}/`, ...(admin?.ok && { admin: `${server}/admin` }) };
}

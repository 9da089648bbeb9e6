// Stripe's events as it sends them: signed, and sent again until they are taken.
import { createHmac, randomUUID } from "node:crypto";

/** Sends an event about an object, with what changed of it. `at` is when it happened, in seconds since 1970. */
export type Send = (type: string, at: number, object: object, previous?: object) => Promise<void>;

/** After how many milliseconds an event is sent again. Stripe goes on for three days. */
const AGAIN_AFTER = [100, 300, 1_000, 3_000];

/** Returns what sends events to an address, signed with a secret. */
export const sender = (url: string, secret: string): Send => async (type, at, object, previous) => {
  const data = { object, ...(previous && { previous_attributes: previous }) };
  const event = { id: `evt_${randomUUID().replaceAll("-", "")}`, object: "event", type, created: at, livemode: false, data };
  const body = JSON.stringify(event);
  for (const after of [...AGAIN_AFTER, undefined]) {
    if (await isTaken(url, body, secret)) return;
    if (after === undefined) throw new Error(`\`${type}\` was not taken at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, after));
  }
};

const isTaken = async (url: string, body: string, secret: string) => {
  const headers = { "content-type": "application/json", "stripe-signature": signatureOf(body, secret) };
  const answer = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
  return !!answer?.ok;
};

const signatureOf = (body: string, secret: string) => {
  const at = Math.floor(Date.now() / 1000);
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
};

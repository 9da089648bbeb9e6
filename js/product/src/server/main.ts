// The help desk's pages, in front of the Rust server: they render for the person who is signed in, and pass on what browsers need of it.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { TierUnavailableError } from "tiergate/server";
import { Account } from "../stripe/account.ts";
import { sender } from "../stripe/events.ts";
import { checkout, portal } from "../stripe/site.ts";
import { api } from "./api.ts";
import { page } from "./pages.ts";
import { failurePage, unavailablePage } from "./plain-pages.tsx";
import { seed } from "./seed.ts";
import { endsWithInput, port, server, stripeSecret } from "./settings.ts";
import { operator, signIn } from "./sign-in.ts";
import { tell } from "./tell.ts";
import { passOn, redirect, requestOf, respond } from "./web.ts";

const account = new Account(sender(`${server}/webhooks/stripe`, stripeSecret));

/** What browsers ask the Rust server: the session, its events and the policy. Operators and services ask it without this server in between. */
const PASSED_ON = /^\/tiers\/(session(\/.*)?|policies\/[^/]+)$/;

const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2" };

async function asset(name: string): Promise<Response> {
  const type = TYPES[extname(name)];
  const file = type && !name.includes("/") ? await readFile(join(__dirname, name)).catch(() => undefined) : undefined;
  if (!file || !type) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(file), { headers: { "content-type": type, "cache-control": "no-cache", "x-content-type-options": "nosniff" } });
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/") return redirect("/tickets");
  if (pathname === "/sign-in") return signIn(request);
  if (pathname === "/operator") return operator();
  if (pathname === "/checkout") return checkout(request, account);
  if (pathname === "/portal") return portal(request, account);
  if (pathname.startsWith("/api/")) return api(request);
  if (pathname.startsWith("/assets/")) return asset(pathname.slice("/assets/".length));
  return page(request);
}

async function serve(message: IncomingMessage, to: ServerResponse): Promise<void> {
  const path = message.url?.split("?")[0] ?? "/";
  if (PASSED_ON.test(path)) return passOn(message, to, server);
  try {
    const request = await requestOf(message);
    await respond(request ? await answer(request) : failurePage("This is too long", "Nothing was changed.", 413, "/"), to);
  } catch (error) {
    if (!(error instanceof TierUnavailableError)) console.error(error);
    await respond(unavailablePage(message.method === "GET" ? message.url : "/"), to);
  }
}

if (endsWithInput) process.stdin.resume().on("end", () => process.exit());
const listening = createServer((message, to) => void serve(message, to)).listen(port, "127.0.0.1", async () => {
  const address = listening.address();
  await seed(account);
  await tell(`http://127.0.0.1:${typeof address === "object" ? address?.port : port}`);
});

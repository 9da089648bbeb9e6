// A site with the routes of sessions, whose answers and moments a test decides, and a real Chromium to visit it.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { extname } from "node:path";
import { chromium } from "playwright-core";
import { Policy } from "../../dist/index.js";
import { policyFiles } from "../fixtures.js";

export const file = policyFiles.notes;
export const policy = await Policy.load(file);
export const SELF = "default-src 'self' 'wasm-unsafe-eval'";
const dist = new URL("../../dist/", import.meta.url);
const types = { ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".html": "text/html; charset=utf-8" };

export const paid = { assignments: [{ source: "billing", plan: "pro" }] };
export const free = { assignments: [{ source: "default", plan: "free" }] };

/** Returns a session's answer about a tenant with these facts. */
export const answerOf = (tenant, facts, revision = 1, more = {}) => {
  const now = Math.floor(Date.now() / 1000);
  const session = { subject: "ann", tenant, roles: [], lastPlanCheck: now, expiresAt: now + 3600 };
  const state = { tenant, facts, policy: { digest: policy.digest }, entitlements: policy.entitle(facts, now), revision };
  return { ...state, stale: false, session, now, ...more };
};

/** Starts a site. `files` are further paths; `state` is what the session answers, by the name of the cookie's tenant; `cache` is for how long a browser may keep its pages. */
export async function startSite({ files = {}, state = {}, csp = SELF, delay = 0, cache = "no-store" } = {}) {
  const site = { state, csp, delay, cache, isDown: false, requests: [], streams: new Set(), files };
  const server = createServer((request, response) => void serve(site, request, response));
  // A test that fails leaves its site open.
  server.unref();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  site.url = `http://127.0.0.1:${server.address().port}`;
  /** Tells the open streams of a tenant that its state has changed. */
  site.notify = (tenant) => {
    for (const stream of site.streams) if (stream.tenant === tenant) greet(site, stream, "changed");
  };
  site.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return site;
}

const greet = (site, { tenant, response }, event) => {
  const { revision, policy } = site.state[tenant];
  response.write(`event: ${event}\ndata: ${JSON.stringify({ revision, digest: policy.digest })}\n\n`);
};

async function serve(site, request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  site.requests.push(pathname);
  if (site.isDown) return response.destroy();
  const tenant = /tenant=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
  if (pathname === "/tiers/session") return session(site, site.state[tenant], response);
  if (pathname === "/tiers/session/events") return events(site, tenant, response);
  if (pathname.startsWith("/tiers/policies/")) return send(response, 200, "application/wasm", file);
  const body = site.files[pathname] ?? (await fileAt(pathname));
  const type = types[extname(pathname)] ?? types[".html"];
  response.setHeader("content-security-policy", site.csp);
  return body === undefined ? send(response, 404, "text/plain", "") : send(response, 200, type, body, site.cache);
}

const fileAt = (path) => path.startsWith("/dist/") && readFile(fileURLToPath(new URL(path.slice(6), dist))).catch(() => undefined);

const send = (response, status, type, body, cache = "no-store") => response.writeHead(status, { "content-type": type, "cache-control": cache }).end(body);

async function session(site, state, response) {
  if (site.delay) await new Promise((resolve) => setTimeout(resolve, site.delay));
  const answer = typeof state === "function" ? state() : state;
  const timed = answer && { ...answer, now: Math.floor(Date.now() / 1000) };
  send(response, answer ? 200 : 401, "application/json", JSON.stringify(timed ?? {}));
}

function events(site, tenant, response) {
  if (!site.state[tenant]) return send(response, 401, "text/plain", "");
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const stream = { tenant, response };
  site.streams.add(stream);
  response.on("close", () => site.streams.delete(stream));
  greet(site, stream, "hello");
}

/** Starts Chromium. */
export const startBrowser = () =>
  chromium.launch({
    executablePath: process.env.TIERGATE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
  });

/** Opens a page, signed in for a tenant, that reports what breaks its content security policy. */
export async function visit(context, site, path, tenant) {
  if (tenant) await context.addCookies([{ name: "tenant", value: tenant, url: site.url }]);
  const page = await context.newPage();
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(String(error)));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
  });
  await page.goto(site.url + path);
  return page;
}

// A help desk's server with tenants in every state, the screen in front of it, and a browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as engine } from "playwright-core";
import { bin, chromium } from "./paths.js";
import { freePort, startPostgres, tokenOf } from "../../test/serve/processes.js";
import { startServer } from "./processes.js";
import { startSite } from "./site.js";

const MAP = JSON.parse(readFileSync(fileURLToPath(new URL("helpdesk.json", import.meta.url)), "utf8"));

/** The map's next version: Pro gets the assistant, and loses projects. */
export const nextMap = () => {
  const map = structuredClone(MAP);
  map.version = "1.5.0";
  map.tiers[1].features = ["billing", "assistant"];
  return map;
};

/** Starts everything. `end` ends it. */
export const startWorld = async (database = "sqlite", config = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "tiergate-admin-"));
  const secret = randomBytes(32).toString("base64");
  writeFileSync(join(folder, "secret"), secret, { mode: 0o600 });
  const postgres = database === "postgres" ? await startPostgres() : undefined;
  const store = postgres?.store ?? `sqlite:${join(folder, "tiers.db")}`;
  const command = (...args) => execFileSync(bin, args, { encoding: "utf8", env: { ...process.env, TIERGATE_STORE: store, TIERGATE_ACTOR: "setup" } });
  const build = (map) => {
    const file = join(folder, `${map.name}-${map.version}`);
    writeFileSync(`${file}.json`, JSON.stringify(map));
    execFileSync(bin, ["build", `${file}.json`, "--output", `${file}.policy.wasm`], { stdio: "pipe" });
    return `${file}.policy.wasm`;
  };
  const publish = JSON.parse(command("policy", "publish", build(MAP), "--json"));
  command("policy", "activate", publish.digest);
  const port = await freePort();
  let server = await startServer(folder, store, port);
  const site = await startSite(() => server.url, config);
  const browser = await engine.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"] });
  const token = (claims) => tokenOf({ secret }, claims);
  const operator = token({ sub: "ann@helpdesk.example", roles: ["system-admin"] });

  const call = async (method, path, body, headers = {}) => {
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${operator}`, "idempotency-key": randomUUID(), ...(body && { "content-type": "application/json" }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };

  /** Sends an event of Stripe's, signed. */
  const bill = async (id, type, object, at = Math.floor(Date.now() / 1000)) => {
    const body = JSON.stringify({ id, object: "event", type, created: at, livemode: true, data: { object } });
    const now = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", "whsec_test").update(`${now}.${body}`).digest("hex");
    const response = await fetch(`${server.url}/webhooks/stripe`, { method: "POST", body, headers: { "stripe-signature": `t=${now},v1=${signature}` } });
    assert(response.ok, `${response.status} ${await response.text()}`);
  };

  /** Publishes a map, as a policy's file. */
  const publishMap = async (map) => {
    const headers = { authorization: `Bearer ${operator}`, "idempotency-key": randomUUID(), "content-type": "application/wasm" };
    const response = await fetch(`${server.url}/v1/policies`, { method: "POST", headers, body: readFileSync(build(map)) });
    return response.json();
  };

  return {
    site: site.url, server: () => server.url, secret, token, operator, call, bill, publish: publishMap, folder, browser, digest: publish.digest,
    /** Stops the server, until `resume`. */
    pause: () => server.end(),
    resume: async () => {
      server = await startServer(folder, store, port);
    },
    async end() {
      await browser.close();
      await site.end();
      await server.end();
      await postgres?.end();
      rmSync(folder, { recursive: true });
    },
  };
};

const DAY = 86_400;

/** Returns a subscription, as Stripe's events have it. */
export const subscription = (id, status, price, tenant) => ({
  id, object: "subscription", status, customer: `cus_${id}`, metadata: tenant ? { tiergate_tenant: tenant } : {}, cancel_at_period_end: false,
  items: { data: [{ id: "si_1", quantity: 1, price: { id: price, product: "prod_1" } }] },
});

/** Creates tenants in every state that the screen shows. */
export const fill = async ({ call, bill }) => {
  const now = Math.floor(Date.now() / 1000);
  const create = (tenant, label) => call("POST", "/v1/tenants", { tenant, ...(label && { label }), reason: "signed up" });
  await create("acme", "Acme Corporation");
  await create("globex", "Globex");
  await create("initech");
  await create("hooli", "Hooli Inc.");
  await create("umbrella", "Umbrella Health");
  for (let number = 1; number <= 60; number++) await create(`team-${String(number).padStart(3, "0")}`, `Team ${number}`);
  await bill("evt_1", "customer.subscription.created", subscription("sub_acme", "active", "price_basic", "acme"), now - 30 * DAY);
  await bill("evt_2", "customer.subscription.updated", subscription("sub_acme", "past_due", "price_basic", "acme"), now - 6 * DAY);
  await bill("evt_3", "customer.subscription.created", subscription("sub_stray", "active", "price_pro"), now - 2 * DAY);
  await bill("evt_4", "customer.subscription.created", subscription("sub_hooli", "active", "price_gold", "hooli"), now - 3 * DAY);
  await call("DELETE", "/v1/tenants/acme/trial");
  await call("DELETE", "/v1/tenants/hooli/trial");
  await call("PUT", "/v1/tenants/acme/tier", { tier: "pro", until: now + 7 * DAY, reason: "Beta cohort." });
  await call("PUT", "/v1/tenants/acme/add-ons/assistant", { until: now + 47 * DAY });
  await call("PUT", "/v1/tenants/acme/features/projects", { enabled: false, reason: "They asked for it." });
  await call("PUT", "/v1/tenants/acme/caps/agents", { limit: { "at-most": 12 } });
  await call("PUT", "/v1/tenants/umbrella/edition", { edition: "community" });
};

/** Opens a page of someone who is signed in, and watches it for violations of the content security policy and for faults. */
export const openPage = async (world, path = "/tenants", { signIn = true, claims } = {}) => {
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults = [];
  page.on("console", (message) => /Content Security Policy/i.test(message.text()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  if (signIn) {
    const authorization = `Bearer ${claims ? world.token(claims) : world.operator}`;
    const answer = await context.request.post(`${world.site.replace("/admin", "")}/session`, { headers: { authorization } });
    assert(answer.ok(), `${answer.status()} ${await answer.text()}`);
  }
  await page.goto(world.site + path);
  return { page, context, faults };
};

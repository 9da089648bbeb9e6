// The product as it runs: the Rust server, the pages' server, Chromium and, if it is asked for, PostgreSQL.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBrowser } from "../../test/browser/site.js";
import { startPostgres, until } from "../../test/serve/processes.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const axe = readFileSync(here("../../node_modules/axe-core/axe.min.js"), "utf8");

const need = (name, line) => {
  const path = process.env[name];
  assert(path, `${name} is not set: type ${line}`);
  return path;
};
const reference = need("TIERGATE_REFERENCE", "`cargo xtask test`, or name a built host/reference");
const bin = need("TIERGATE_BIN", "`cargo xtask test`, or name a built host/cli");

/** Starts a program, and waits for the line with its address. Its output after it is read, and thrown away. */
async function start(program, args, env, says) {
  const child = spawn(program, args, { env: { ...process.env, ...env, TIERGATE_END_WITH_STDIN: "1" }, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const found = new RegExp(`${says} (http://\\S+)`).exec(output);
      if (found) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  const end = () => (child.kill(), ended);
  return { url, child, end, ended };
}

/** Starts everything on a store: `sqlite` or `postgres`. */
export async function startWorld(kind = "sqlite") {
  const folder = mkdtempSync(join(tmpdir(), "tiergate-product-"));
  const postgres = kind === "postgres" ? await startPostgres() : undefined;
  const store = postgres?.store ?? `sqlite:${join(folder, "tiers.db")}`;
  const policy = join(folder, "plans.policy.wasm");
  execFileSync(bin, ["build", here("../../../host/reference/src/plans.json"), "--output", policy], { stdio: "pipe" });
  if (postgres) await until(() => { try { return execFileSync(bin, ["tenant", "list", "--store", store, "--policy", policy], { stdio: "pipe" }), true; } catch { return false; } });
  const rust = await start(reference, [], { TIERGATE_STORE: store, TIERGATE_LISTEN: "127.0.0.1:0" }, "the help desk is on");
  const startPages = (port) => start(process.execPath, [here("../dist/server.cjs")], { TIERGATE_SERVER: rust.url, TIERGATE_PRODUCT_PORT: port }, "the product is on");
  const world = { kind, store, rust, pages: await startPages("0"), browser: await startBrowser(), policy };
  world.url = world.pages.url;
  world.restartPages = async () => (world.pages = await startPages(new URL(world.url).port));
  world.end = async () => {
    await world.browser.close();
    await world.pages.end();
    await rust.end();
    await postgres?.end();
    rmSync(folder, { recursive: true });
  };
  return world;
}

/** Runs `tiergate tenant …`. */
export const tenant = ({ store, policy }, ...args) => execFileSync(bin, ["tenant", ...args, "--store", store, "--policy", policy], { encoding: "utf8", stdio: "pipe" });

/** Writes as Ann, the operator, over HTTP. */
export async function operate({ rust }, method, path, body) {
  const { ann } = await (await fetch(`${rust.url}/page/tokens`)).json();
  const headers = { authorization: `Bearer ${ann}`, "content-type": "application/json", "idempotency-key": randomUUID() };
  const answer = await fetch(`${rust.url}/tiers/v1/tenants/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  assert(answer.ok, `${answer.status}: ${await answer.text()}`);
}

/** Reports, as Stripe does, that a tenant bought Pro 40 days ago, and that no payment has arrived for so many days. */
export async function reportUnpaid({ rust }, tenant, days) {
  const now = Math.floor(Date.now() / 1000);
  const ago = (days) => now - days * 86_400;
  const item = { id: "si_1", quantity: 1, price: { id: "price-pro", product: "prod_pro" } };
  const subscription = (status) => ({ id: `sub_old_${tenant}`, object: "subscription", status, customer: `cus_${tenant}`, metadata: { tiergate_tenant: tenant }, cancel_at_period_end: false, items: { data: [item] } });
  for (const [kind, at, status] of [["created", ago(40), "active"], ["updated", ago(days), "past_due"]]) {
    const body = JSON.stringify({ id: `evt_${randomUUID()}`, object: "event", type: `customer.subscription.${kind}`, created: at, livemode: false, data: { object: subscription(status) } });
    const signature = createHmac("sha256", "whsec_of_the_demo").update(`${now}.${body}`).digest("hex");
    const answer = await fetch(`${rust.url}/webhooks/stripe`, { method: "POST", headers: { "stripe-signature": `t=${now},v1=${signature}` }, body });
    assert.equal(answer.status, 200);
  }
}

/** Opens a browser window of its own, which collects what goes wrong in it. */
export async function openWindow(world, options = {}) {
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.wrong = [];
  page.loads = 0;
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("console", (message) => {
    // A refusal that the browser logs is what the tests ask for.
    if (message.type() === "error" && !/status of 4\d\d|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|status of 50\d|ERR_INCOMPLETE_CHUNKED/.test(message.text())) page.wrong.push(message.text());
  });
  page.on("load", () => page.loads++);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return page;
}

/** Opens a window, and signs in as someone by a click. */
export async function signIn(world, name, options) {
  const page = await openWindow(world, options);
  await page.goto(`${world.url}/sign-in`);
  await page.getByRole("button", { name: new RegExp(`^${name} `) }).click();
  await page.waitForURL(name === "Ann" ? "**/operator" : "**/tickets");
  return page;
}

/** Waits until a page follows the server's events, so that what comes next is a change. */
export const following = (page) => page.waitForFunction(() => navigator.locks.query().then(({ held }) => held.length > 0)).then(() => page.waitForTimeout(300));

/** Does something, and returns after how many milliseconds a page shows what follows: without the server's events, it would ask minutes later. */
export async function shownAfter(act, locator, state = "visible") {
  await act();
  const began = performance.now();
  await locator.waitFor({ state, timeout: 60_000 });
  return Math.round(performance.now() - began);
}

/** Returns the entries of the menu. */
export const menuOf = (page) => page.getByRole("navigation", { name: "Main" }).getByRole("link").allInnerTexts();

/** Returns what axe finds, and whether the page scrolls sideways. */
export async function faultsOf(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document);
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => html.slice(0, 160) + failureSummary).join(" ")}`);
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [...faults, `it is ${scrollWidth} px wide in ${clientWidth}`] : faults;
  });
  return [...found, ...page.wrong];
}

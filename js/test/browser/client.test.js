// The client in Chromium: tabs, events, content security policies, and time.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../serve/processes.js";
import { answerOf, free, paid, policy, SELF, startBrowser, startSite, visit } from "./site.js";

const files = {
  "/": `<!doctype html><title>client</title><p id="tier"></p><script type="module" src="/page.js"></script>`,
  "/page.js": `
    import { createTierClient } from "/dist/index.js";
    const client = (window.client = createTierClient());
    window.frames_ = [];
    const show = () => {
      const it = client.snapshot;
      document.querySelector("#tier").textContent = it.status === "ready" ? it.tenant + " " + it.tier + (it.isStale ? " stale" : "") : it.status;
    };
    new MutationObserver(() => window.frames_.push([performance.timeOrigin + performance.now(), document.querySelector("#tier").textContent])).observe(document, { childList: true, subtree: true, characterData: true });
    client.subscribe(show);
    show();`,
};
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const shows = (page, text) => page.waitForFunction((text) => document.querySelector("#tier")?.textContent === text, text, { timeout: 60_000 });

async function open(options = {}) {
  const site = await startSite({ files: { ...files }, state: { "ann-co": answerOf("ann-co", paid), "bob-co": answerOf("bob-co", free) }, ...options });
  const context = await browser.newContext();
  return { site, context, close: () => Promise.all([site.close(), context.close()]) };
}

test("two tabs share one stream, and a sign-out and a switch", async () => {
  const { site, context, close } = await open();
  const [one, other] = [await visit(context, site, "/", "ann-co"), await visit(context, site, "/", "ann-co")];
  await Promise.all([shows(one, "ann-co pro"), shows(other, "ann-co pro")]);
  await until(() => site.streams.size > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(site.streams.size, 1, "one stream for both tabs");

  site.state["ann-co"] = answerOf("ann-co", free, 2);
  site.notify("ann-co");
  await Promise.all([shows(one, "ann-co free"), shows(other, "ann-co free")]);

  // Nothing but the other tab can say it.
  site.isDown = true;
  await context.clearCookies();
  await one.evaluate(() => window.client.signOut());
  await other.waitForFunction(() => window.frames_.some(([, text]) => text === "signed-out"), undefined, { timeout: 60_000 });
  site.isDown = false;

  await context.addCookies([{ name: "tenant", value: "bob-co", url: site.url }]);
  const signedIn = Date.now();
  await one.evaluate(() => void window.client.refresh());
  await Promise.all([shows(one, "bob-co free"), shows(other, "bob-co free")]);
  for (const page of [one, other]) {
    const frames = await page.evaluate(() => window.frames_);
    assert(frames.length > 2);
    assert.deepEqual(frames.filter(([at, text]) => at > signedIn && text.includes("ann-co")), []);
  }

  // The tab with the stream goes away: the other one takes over.
  await one.close();
  site.state["bob-co"] = answerOf("bob-co", paid, 2);
  await other.waitForTimeout(300);
  await until(() => site.streams.size > 0);
  site.notify("bob-co");
  await shows(other, "bob-co pro");
  assert.equal(site.streams.size, 1);
  await close();
});

test("without locks and channels each tab has its own stream", async () => {
  const { site, context, close } = await open();
  await context.addInitScript(() => {
    Object.defineProperty(navigator, "locks", { value: undefined });
    delete window.BroadcastChannel;
  });
  const pages = [await visit(context, site, "/", "ann-co"), await visit(context, site, "/", "ann-co")];
  for (const page of pages) await shows(page, "ann-co pro");
  await until(() => site.streams.size >= 2);
  await pages[0].waitForTimeout(200);
  assert.equal(site.streams.size, 2);
  await close();
});

test("a page without streams, channels, locks and timings, as the simulated ones of tests, shows what the server says", async () => {
  const { site, context, close } = await open();
  site.files["/page.js"] = files["/page.js"].replace("createTierClient()", `createTierClient({ session: ${JSON.stringify(answerOf("ann-co", free))} })`);
  await context.addInitScript(() => {
    Object.defineProperty(navigator, "locks", { value: undefined });
    performance.getEntriesByType = undefined;
    delete window.BroadcastChannel;
    delete window.EventSource;
  });
  const page = await visit(context, site, "/", "ann-co");
  await shows(page, "ann-co free");
  await page.evaluate(() => void window.client.refresh());
  await shows(page, "ann-co pro");
  assert.deepEqual(page.errors, []);
  await close();
});

for (const [csp, by] of [[SELF, "policy"], ["default-src 'self'", "server"]]) {
  test(`\`${csp}\`: decided by the ${by}, and right`, async () => {
    const { site, context, close } = await open({ csp });
    const page = await visit(context, site, "/", "ann-co");
    await shows(page, "ann-co pro");
    const { snapshot, room } = await page.evaluate(() => {
      const { features, ...snapshot } = window.client.snapshot;
      return { snapshot: { ...snapshot, features: Object.values(features) }, room: window.client.checkCap("maxNotes", 100, 1) };
    });
    const now = Math.floor(Date.now() / 1000);
    assert.equal(snapshot.by, by);
    assert.deepEqual(snapshot.features, policy.entitle(paid, now).features);
    const { allowed, warn, remaining, state } = policy.checkCap(paid, "maxNotes", 100, 1, now);
    assert.deepEqual({ ...room, addOns: [] }, { state, allowed, warn, remaining, addOns: [] });
    if (by === "policy") assert.deepEqual(await page.evaluate(() => window.violations), []);
    assert.deepEqual(page.errors, []);
    await close();
  });
}

test("a page with a session in it, out of the browser's cache, shows nothing of someone who has signed out since", async () => {
  const { site, context, close } = await open({ cache: "private, max-age=600" });
  site.files["/rendered"] = files["/"].replace("/page.js", "/rendered.js");
  site.files["/rendered.js"] = files["/page.js"].replace("createTierClient()", `createTierClient({ session: ${JSON.stringify(answerOf("ann-co", paid))}, events: false })`);
  const page = await visit(context, site, "/rendered", "ann-co");
  await shows(page, "ann-co pro");
  assert(!site.requests.includes("/tiers/session"), "what was rendered just now is not asked for");
  await context.clearCookies();
  await page.goto(`${site.url}/nowhere`);
  await page.goBack();
  await shows(page, "signed-out");
  const copy = await visit(context, site, "/rendered");
  await shows(copy, "signed-out");
  assert.equal(site.requests.filter((path) => path === "/rendered").length, 1, "it came out of the cache");
  await close();
});

test("offline, a trial ends at its second of the server's clock, and the page says that it is stale", async () => {
  const { site, context, close } = await open({ state: { "ann-co": answerOf("ann-co", free) } });
  // The page's own clock is an hour behind.
  await context.addInitScript(() => {
    const real = Date.now;
    Date.now = () => real() - 3_600_000;
  });
  const page = await visit(context, site, "/", "ann-co");
  await shows(page, "ann-co free");
  // The answer begins the trial, and is the last one: a busy machine takes its time.
  let ends;
  const trial = () => {
    site.isDown = true;
    ends = Math.floor(Date.now() / 1000) + 6;
    return answerOf("ann-co", { assignments: [{ source: "trial", plan: "pro", expiresAt: ends }] }, 2);
  };
  site.state["ann-co"] = Object.assign(trial, { revision: 2, policy: { digest: policy.digest } });
  await page.evaluate(() => void window.client.refresh());
  await shows(page, "ann-co free stale");
  const frames = await page.evaluate(() => window.frames_);
  const paidFrom = frames.findIndex(([, text]) => text.startsWith("ann-co pro"));
  assert(paidFrom >= 0, "the trial was never shown");
  const [at] = frames.slice(paidFrom).find(([, text]) => text.startsWith("ann-co free"));
  const late = at - ends * 1000;
  assert(late >= 0 && late < 30_000, `it ended ${late} ms after its second began`);
  await close();
});

// The React parts, on each version: rendered at a server, hydrated late, with a slow session, and by the thousand.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { answerOf, file, free, paid, startBrowser, startSite, visit } from "../browser/site.js";
import { until } from "../serve/processes.js";
import { bundle, imported, versions } from "./bundle.js";

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());
const catalogued = async (answer) => ({ ...answer, catalog: (await import("../browser/site.js")).policy.describe() });
const html = (root, script, session) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>parts</title><link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/dist/react/style.css"><div id="root">${root}</div>` +
  (session ? `<script type="application/json" id="session">${JSON.stringify(session).replaceAll("<", "\\u003c")}</script>` : "") +
  `<script type="module" src="${script}"></script></html>`;

async function open(files, state) {
  // The ground of the design: axe does not see the one that a browser draws in dark mode.
  files["/page.css"] = ":root { color-scheme: light dark; } body { background: light-dark(#ffffff, #0d0d11); color: light-dark(#17171c, #ededf2); }";
  const site = await startSite({ files, state });
  const context = await browser.newContext();
  return { site, context, close: () => Promise.all([site.close(), context.close()]) };
}

for (const version of versions) {
  test(`React ${version}: what is denied is not in the HTML, and what is allowed is`, async () => {
    const { renderPage } = await imported(version, "server.jsx");
    const denied = await renderPage(await catalogued(answerOf("ann-co", free)));
    assert.doesNotMatch(denied, /secret/);
    assert.match(denied, /Export requires Pro/);
    assert.match(denied, /signed in/);
    const allowed = await renderPage(answerOf("ann-co", paid));
    assert.equal(allowed.match(/secret/g).length, 21);
    assert.doesNotMatch(allowed, /requires/);
    const pending = await renderPage(undefined);
    assert.doesNotMatch(pending, /secret|requires|signed in/);
  });

  test(`React ${version}: 20 late boundaries hydrate without a recoverable error, after the client has settled on another answer`, async () => {
    const { renderPage } = await imported(version, "server.jsx");
    const session = await catalogued(answerOf("ann-co", free));
    const files = { "/": html(await renderPage(session), "/hydrate.js", session), "/hydrate.js": await bundle(version, "hydrate.jsx") };
    const { site, context, close } = await open(files, { "ann-co": answerOf("ann-co", paid, 2) });
    const page = await visit(context, site, "/", "ann-co");
    await page.waitForFunction(() => window.late === 20 && document.querySelector("#root").textContent.split("the secret").length === 22, undefined, { timeout: 60_000 });
    await page.waitForTimeout(100);
    assert.deepEqual(await page.evaluate(() => window.recoverable), []);
    assert.deepEqual(page.errors, []);
    await close();
  });

  test(`React ${version}: a paying tenant with a session 3 s late never sees an upsell`, async () => {
    const files = { "/": html("", "/spa.js"), "/spa.js": await bundle(version, "spa.jsx") };
    const { site, context, close } = await open(files, { "ann-co": answerOf("ann-co", paid) });
    site.delay = 3000;
    const page = await visit(context, site, "/", "ann-co");
    await page.evaluate(() => window.pages.slow());
    await page.waitForFunction(() => document.body.textContent.includes("secret"), undefined, { timeout: 60_000 });
    const texts = await page.evaluate(() => [...window.texts]);
    assert(texts.some((text) => text.startsWith("…")), "it was pending");
    assert.deepEqual(texts.filter((text) => /Export requires|plan/.test(text)), []);
    await until(() => site.streams.size > 0);
    await page.waitForTimeout(300);
    const asked = (path) => site.requests.filter((it) => it === path).length;
    assert.deepEqual([asked("/tiers/session"), site.streams.size], [1, 1], "StrictMode asks no more often");
    await page.evaluate(() => window.pages.outside());
    await page.waitForFunction(() => document.body.textContent.includes("useTier needs a <TierProvider> above it"));
    await close();
  });

  test(`React ${version}: of 1,000 gates only those of the changed feature render again`, async (t) => {
    const feature = (i, allowed) => ({ feature: `f${i}`, allowed, reason: "not-included", addOns: [], together: false });
    const stateOf = (revision, changed) => {
      const answer = answerOf("ann-co", paid, revision);
      const features = Array.from({ length: 1000 }, (_, i) => feature(i, i === changed));
      return { ...answer, policy: { digest: "0" }, entitlements: { ...answer.entitlements, features } };
    };
    const files = { "/": html("", "/spa.js"), "/spa.js": await bundle(version, "spa.jsx") };
    const { site, context, close } = await open(files, { "ann-co": stateOf(2, 500) });
    const page = await visit(context, site, "/", "ann-co");
    const [first, again, ms] = await page.evaluate(async (session) => {
      window.pages.many(session);
      const first = window.renders.length;
      window.renders.length = 0;
      const start = performance.now();
      await window.client.refresh();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return [first, [...new Set(window.renders)], performance.now() - start];
    }, stateOf(1));
    assert(first >= 1000);
    assert.deepEqual(again, ["f500"]);
    t.diagnostic(`1,000 gates, one changed: only it rendered, ${Math.round(ms - 100)} ms with the request`);
    await close();
  });

  test(`React ${version}: a function that a selector picks answers for the present`, async () => {
    const files = { "/": html("", "/spa.js"), "/spa.js": await bundle(version, "spa.jsx") };
    const { site, context, close } = await open(files, { "ann-co": answerOf("ann-co", paid, 2) });
    const page = await visit(context, site, "/", "ann-co");
    await page.evaluate((session) => window.pages.picked(session), answerOf("ann-co", free));
    await page.getByText("export: false").waitFor();
    await page.evaluate(() => void window.client.refresh());
    await page.getByText("export: true").waitFor({ timeout: 60_000 });
    await close();
  });

  test(`React ${version}: axe finds nothing in any part in any state, light and dark`, async (t) => {
    const files = { "/": html("", "/parts.js"), "/parts.js": await bundle(version, "parts.jsx"), "/policy.wasm": file };
    const { site, context, close } = await open(files, {});
    const page = await visit(context, site, "/");
    await page.waitForFunction(() => window.isReady);
    await page.evaluate(await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
    let looks = 0;
    for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 390], ["dark", 390]]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      for (const name of await page.evaluate(() => Object.keys(window.states)))
        for (const asPage of width > 400 ? [false, true] : [false]) {
          const found = await page.evaluate(
            async ([name, asPage]) => {
              window.show(name, asPage);
              await new Promise((resolve) => setTimeout(resolve, 20));
              const { violations } = await axe.run(document, { rules: { region: { enabled: false }, "page-has-heading-one": { enabled: !asPage } } });
              return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => html.slice(0, 120) + failureSummary).join(" ")}`);
            },
            [name, asPage],
          );
          assert.deepEqual(found, [], `${name}, ${colorScheme}, ${width}`);
          looks++;
        }
    }
    t.diagnostic(`${looks} states`);
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    await close();
  });

  test(`React ${version}: a page's own rules for headings, links and lists leave the parts alone`, async () => {
    const files = { "/": html("", "/parts.js"), "/parts.js": await bundle(version, "parts.jsx"), "/policy.wasm": file };
    const { site, context, close } = await open(files, {});
    const page = await visit(context, site, "/");
    await page.waitForFunction(() => window.isReady);
    const looks = () =>
      page.evaluate(() => {
        window.show("free", true);
        const keys = ["color", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "marginTop", "paddingTop", "textAlign", "backgroundColor", "borderTopLeftRadius"];
        const lookOf = (part) => keys.map((key) => getComputedStyle(part)[key]).join();
        return [...document.querySelectorAll("[class^=tiergate]")].map((part) => `${part.className.baseVal ?? part.className}: ${lookOf(part)}`);
      });
    const before = await looks();
    // As those of Vite's own templates, after the parts' stylesheet.
    files["/own.css"] = `#root { text-align: center; letter-spacing: 1px; line-height: 2; } h1, h2, h3 { font-size: 56px; font-weight: 300; color: red; margin: 32px 0; letter-spacing: -2px; }
      a { color: red; font-weight: 900; } button { padding: 40px; border-radius: 99px; background: red; } p, ul, li, section { margin: 9px; } th, td { text-align: right; padding: 30px; }`;
    await page.evaluate(() => new Promise((resolve) => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/own.css", onload: resolve }))));
    assert(before.length > 50);
    assert.deepEqual(await looks(), before);
    await close();
  });

  test(`React ${version}: plans are a table on a wide page, and cards below`, async () => {
    const files = { "/": html("", "/parts.js"), "/parts.js": await bundle(version, "parts.jsx"), "/policy.wasm": file };
    const { site, context, close } = await open(files, {});
    const page = await visit(context, site, "/");
    await page.waitForFunction(() => window.isReady);
    await page.evaluate(() => window.show("free", false));
    const shown = async (width) => {
      await page.setViewportSize({ width, height: 800 });
      // A page may be resized a moment after it is asked for.
      await page.waitForFunction((width) => innerWidth === width, width);
      const table = page.getByRole("table", { name: "Plans" }).first();
      const rows = await table.isVisible() ? await table.getByRole("row").allInnerTexts() : [];
      return { rows: rows.map((row) => row.replace(/\s+/g, " ").trim()), cards: await page.locator(".tiergate-plan:visible").count() };
    };
    assert.deepEqual(await shown(992), { rows: ["Free €0 Your plan Pro €29 a month Upgrade to Pro", "Notes 5 100", "Export Not included Included"], cards: 0 });
    assert.deepEqual(await shown(991), { rows: [], cards: 5 });
    await close();
  });
}

// The elements in Chromium, without a framework.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { answerOf, free, paid, startBrowser, startSite, visit } from "./site.js";

const files = {
  "/": `<!doctype html><html lang="en"><title>elements</title><link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/dist/react/style.css"><main><h1>Elements</h1>
    <tier-badge></tier-badge>
    <tier-gate id="gate" feature="export">
      <p>the export</p>
      <template><p id="run">runs</p></template>
      <tier-upsell slot="fallback" feature="export"></tier-upsell>
      <p slot="loading">loading</p>
    </tier-gate>
    <tier-gate id="tier" tier="pro">pro or higher</tier-gate>
    <tier-gate id="cap" cap="maxNotes" used="5">room</tier-gate>
    <tier-gate id="none">without a condition</tier-gate>
    <tier-gate id="malformed" cap="maxNotes" used="many">malformed</tier-gate>
    <tier-gate id="last" feature="login">signed in</tier-gate>
    <h2>Plans</h2><plan-comparison></plan-comparison></main><script type="module" src="/page.js"></script></html>`,
  // The ground of the design: axe does not see the one that a browser draws in dark mode.
  "/page.css": ":root { color-scheme: light dark; } body { background: light-dark(#ffffff, #0d0d11); color: light-dark(#17171c, #ededf2); }",
  "/page.js": `
    import { createTierClient } from "/dist/index.js";
    import { TierElements } from "/dist/elements/index.js";
    window.texts = [];
    const watch = () => {
      window.texts.push(document.querySelector("main").innerText);
      requestAnimationFrame(watch);
    };
    watch();
    window.client = createTierClient();
    TierElements.use(window.client);
    document.addEventListener("tier-select", (event) => (window.selected = event.detail));`,
};
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const text = (page, id) => page.evaluate((id) => document.querySelector(id).innerText.trim(), id);
const open = async (facts) => {
  const site = await startSite({ files, state: { "ann-co": answerOf("ann-co", facts) }, delay: 500 });
  const context = await browser.newContext();
  const page = await visit(context, site, "/", "ann-co");
  await page.waitForFunction(() => window.client?.snapshot.status === "ready");
  // On a busy machine the server's answers count before the policy is loaded: it is tried again with the next one.
  await page.waitForFunction(async () => window.client.snapshot.by === "policy" || (await window.client.refresh()).by === "policy");
  return { site, page, close: () => Promise.all([site.close(), context.close()]) };
};

test("gates open and close, and content in a template exists only while it is allowed", async () => {
  const { site, page, close } = await open(free);
  assert.match(await text(page, "#gate"), /^Export requires Pro\s+Your plan, Free, does not have it\.\s+See plans$/);
  assert.equal(await page.locator("#run").count(), 0);
  for (const id of ["#tier", "#cap", "#none", "#malformed"]) assert.equal(await text(page, id), "");
  assert.match(await text(page, "plan-comparison table"), /Notes\s+5\s+100\s+Export\s+Not included\s+Included/);
  assert.equal(await text(page, "#last"), "signed in");
  await page.click("plan-comparison table button");
  assert.equal(await page.evaluate(() => window.selected), "pro");
  site.state["ann-co"] = answerOf("ann-co", paid, 2);
  site.notify("ann-co");
  await page.waitForFunction(() => window.client.snapshot.revision === 2);
  assert.match(await text(page, "#gate"), /^the export\s+runs$/);
  assert.equal(await text(page, "#tier"), "pro or higher");
  assert.equal(await text(page, "#cap"), "room");
  for (const id of ["#none", "#malformed"]) assert.equal(await text(page, id), "");
  await page.evaluate(() => window.client.signOut());
  assert.equal(await page.locator("#run").count(), 0);
  assert.doesNotMatch(await text(page, "main"), /the export|Pro/);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  // A question that is malformed is reported, and stops no other element.
  assert.match(page.errors[0], /`used`: give a whole number up to \d+, not `NaN`/);
  assert(page.errors.every((error) => error === page.errors[0]));
  await close();
});

test("a template that arrives after its gate is shown, and one in another slot is not what is gated", async () => {
  const { page, close } = await open(paid);
  const shown = await page.evaluate(async () => {
    const gate = document.createElement("tier-gate");
    gate.setAttribute("feature", "export");
    document.querySelector("main").append(gate);
    await new Promise(requestAnimationFrame);
    gate.innerHTML = `<template><p>late</p></template><template slot="fallback"><p>denied</p></template>`;
    await new Promise(requestAnimationFrame);
    return gate.innerText.trim();
  });
  assert.equal(shown, "late");
  assert.deepEqual(page.errors.filter((error) => !error.includes("`used`")), []);
  await close();
});

test("an upsell of several more of a cap than are left", async () => {
  const { page, close } = await open(free);
  const shown = await page.evaluate(() => {
    document.querySelector("main").insertAdjacentHTML("beforeend", `<tier-upsell id="more" cap="maxNotes" used="3" amount="4"></tier-upsell>`);
    return document.querySelector("#more").innerText;
  });
  assert.match(shown, /^Not enough notes on Free\s+This would go past your limit of 5 notes\./i);
  await close();
});

test("whoever has the focus keeps it while nothing that is shown changes", async () => {
  const { site, page, close } = await open(free);
  await page.focus("plan-comparison table button");
  const changed = { ...free, switches: [{ feature: "login", enabled: true, by: "operator" }] };
  site.state["ann-co"] = answerOf("ann-co", changed, 2);
  site.notify("ann-co");
  await page.waitForFunction(() => window.client.snapshot.revision === 2);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Upgrade to Pro");
  await close();
});

test("a paying tenant sees no upsell in any frame", async () => {
  const { page, close } = await open(paid);
  await page.waitForTimeout(100);
  const texts = await page.evaluate(() => window.texts);
  assert(texts.some((text) => text.includes("loading")));
  assert.deepEqual(texts.filter((text) => text.includes("requires")), []);
  await close();
});

test("axe finds nothing, light and dark", async () => {
  const { page, close } = await open(free);
  await page.evaluate(await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const found = await page.evaluate(async () => (await axe.run()).violations.map(({ id, nodes }) => id + nodes[0].html));
    assert.deepEqual(found, []);
  }
  await close();
});

// The authoring kit in Chromium: in a module worker, under a content security policy, from the package's own files.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { maps } from "../author/maps.js";
import { startBrowser, startSite } from "./site.js";

const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";
const files = {
  "/": `<!doctype html><html lang="en"><title>kit</title><script type="module" src="/page.js"></script></html>`,
  "/page.js": `
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => window.violations.push(violatedDirective + " " + blockedURI));
    const worker = new Worker("/worker.js", { type: "module" });
    window.ask = (map) => new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = () => reject(new Error("the worker failed"));
      worker.postMessage(map);
    });`,
  "/worker.js": `
    import { loadKit } from "/dist/author/web.js";
    onmessage = async ({ data }) => {
      const kit = await loadKit();
      postMessage({ problems: kit.check(data), catalog: kit.decide(data, { call: "describe" }) });
    };`,
};
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

test("a worker answers as Node does", async () => {
  const { loadKit } = await import("tiergate/author");
  const kit = await loadKit();
  const site = await startSite({ files, csp: CSP });
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => window.ask);
  for (const { name, text } of maps) {
    const map = { name, text };
    const expected = { problems: kit.check(map), catalog: kit.decide(map, { call: "describe" }) };
    assert.deepEqual(await page.evaluate((map) => window.ask(map), map), expected, name);
  }
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  await page.close();
  await site.close();
});

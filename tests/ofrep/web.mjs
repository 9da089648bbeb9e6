// Asks a server as a page would, in a real browser, with OpenFeature's provider for pages.
//
// usage: node web.mjs JS CHROMIUM URL COOKIE TOKEN, where JS is the npm package's folder, the cookie
// is of a session of the tenant `acme`, which has the tier `basic`, and the token is of an operator

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [js, executablePath, url, cookie, token] = process.argv.slice(2);
const require = createRequire(join(resolve(js), "package.json"));
const { chromium } = require("playwright-core");
const { build } = require("esbuild");
const page = fileURLToPath(new URL("page.mjs", import.meta.url));
const bundle = await build({ entryPoints: [page], bundle: true, format: "iife", write: false });

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-quic"] });
try {
  const context = await browser.newContext();
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url }]);
  const tab = await context.newPage();
  // The page comes from the server's own origin, so that its cookie is sent.
  const body = `<!doctype html><script>${bundle.outputFiles[0].text}</script>`;
  await tab.route(`${url}/page`, (route) => route.fulfill({ contentType: "text/html", body }));
  const answers = [];
  tab.on("response", (response) => answers.push(`${response.status()} ${response.url().slice(url.length)}`));
  await tab.goto(`${url}/page`);

  await tab.evaluate(async () => {
    globalThis.changes = [];
    const client = OpenFeature.getClient();
    client.addHandler("PROVIDER_CONFIGURATION_CHANGED", ({ flagsChanged }) => changes.push(flagsChanged));
    const baseUrl = location.origin;
    await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl, cacheMode: "disabled" }));
  });
  const flags = () =>
    tab.evaluate(() => {
      const client = OpenFeature.getClient();
      const { minimumTier, message } = client.getBooleanDetails("export", true).flagMetadata;
      const values = [client.getBooleanValue("export", true), client.getNumberValue("seats", 0), client.getStringValue("tier", "")];
      return { values, minimumTier, message };
    });
  const changed = (count) => tab.waitForFunction((count) => changes.length >= count, count, { timeout: 10_000 });
  const asked = (what) => answers.filter((answer) => answer.includes(what)).length;
  const until = async (holds) => {
    for (let tries = 0; !holds(); tries++) {
      assert.ok(tries < 200, answers.join("\n"));
      await new Promise((done) => setTimeout(done, 50));
    }
  };

  assert.deepEqual(await flags(), {
    values: [false, 3, "basic"],
    minimumTier: "pro",
    message: "Export requires the Pro plan or higher.",
  });

  // On connecting the provider asks once more, and learns that nothing has changed.
  await until(() => asked("304 /ofrep/v1/evaluate/flags?flagConfigEtag=") === 1);
  assert.equal(asked("200 /ofrep/v1/events"), 1);

  // A grant is seen without a reload, and names the flags that it changes.
  const began = Date.now();
  await write("PUT", "acme/tier", { tier: "pro" });
  await changed(1);
  console.log(`the change was seen after ${Date.now() - began} ms`);
  assert.deepEqual((await flags()).values, [true, 10, "pro"]);
  assert.deepEqual(await tab.evaluate(() => changes[0].sort()), ["ai", "core", "export", "seats", "tier"]);

  // Another tenant's change is nobody's business here, and a change of no flag is none.
  await write("PUT", "other/tier", { tier: "pro" });
  await write("PUT", "acme/attributes/region", { value: "eu" });
  await until(() => asked("304 /ofrep/v1/evaluate/flags?flagConfigEtag=") === 2);
  await write("PUT", "acme/tier", { tier: "basic" });
  await changed(2);
  assert.deepEqual((await flags()).values, [false, 3, "basic"]);
  assert.equal(await tab.evaluate(() => changes.length), 2);
  assert.equal(asked("200 /ofrep/v1/events"), 1, "one stream is enough");
} finally {
  await browser.close();
}

async function write(method, path, body) {
  const headers = { authorization: `Bearer ${token}`, "idempotency-key": crypto.randomUUID(), "content-type": "application/json" };
  const response = await fetch(`${url}/v1/tenants/${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert.equal(response.status, 200, await response.text());
}

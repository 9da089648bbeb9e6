// React server components with @vitejs/plugin-rsc, in an app that installs the package as it is published. Installs from
// npm.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { forward } from "../forward.js";
import { answerOf, free, paid, startBrowser, startSite } from "../browser/site.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const app = mkdtempSync(join(tmpdir(), "tiergate-rsc-"));
after(() => rmSync(app, { recursive: true }));

let handler;
let site;
before(async () => {
  for (const name of ["package.json", "package-lock.json", "vite.config.js", "src"]) cpSync(join(here, name), join(app, name), { recursive: true });
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], { cwd: app });
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", app], { cwd: join(here, "../..") });
  const tarball = readdirSync(app).find((name) => name.endsWith(".tgz"));
  mkdirSync(join(app, "node_modules/tiergate"));
  execFileSync("tar", ["-xzf", tarball, "-C", "node_modules/tiergate", "--strip-components=1"], { cwd: app });
  // The plugin bundles what the app depends on and what needs React itself.
  const manifest = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
  writeFileSync(join(app, "package.json"), JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, tiergate: `file:${tarball}` } }));
  // In development React's payload also describes what was not rendered, for its tools.
  process.env.NODE_ENV = "production";
  execFileSync("npm", ["run", "--silent", "build"], { cwd: app, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  site = await startSite({ state: { "ann-co": answerOf("ann-co", paid), "bob-co": answerOf("bob-co", free) } });
  process.env.TIERGATE_URL = `${site.url}/tiers`;
  ({ default: handler } = await import(pathToFileURL(join(app, "dist/rsc/index.js")).href));
});
after(() => site?.close());

const ask = async (path, tenant) => (await handler(new Request(`http://app${path}`, { headers: tenant ? { cookie: `tenant=${tenant}` } : {} }))).text();

test("what is denied is in neither the HTML nor the payload, and what is allowed is in both", async () => {
  for (const path of ["/", "/index.rsc"]) {
    for (const tenant of ["bob-co", undefined]) {
      const text = await ask(path, tenant);
      assert(!/secret/.test(text), `${path} of ${tenant}`);
      assert.match(text, /full/);
    }
    const text = await ask(path, "ann-co");
    assert.match(text, /the secret export/);
    assert.match(text, /the secret note/);
  }
  assert.match(await ask("/", "bob-co"), /Export requires Pro/);
  assert.match(await ask("/", "bob-co"), /signed in/);
});

test("the page hydrates without a recoverable error, and then follows the server", async () => {
  const { url, close } = await startApp();
  const browser = await startBrowser();
  try {
    for (const [tenant, text] of [["ann-co", "export: true"], ["bob-co", "Export requires Pro"]]) {
      const context = await browser.newContext();
      await context.addCookies([{ name: "tenant", value: tenant, url }]);
      const page = await context.newPage();
      const errors = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto(url);
      await page.waitForFunction(() => window.isHydrated);
      await page.getByText(text).waitFor();
      await page.waitForTimeout(300);
      assert.deepEqual(await page.evaluate(() => window.recoverable), []);
      assert.deepEqual(errors, []);
      await context.close();
    }
  } finally {
    await browser.close();
    await close();
  }
});

test("the server's half is not in the browser's bundle", () => {
  const assets = join(app, "dist/client/assets");
  const code = readdirSync(assets).filter((name) => name.endsWith(".js")).map((name) => readFileSync(join(assets, name), "utf8")).join("");
  assert.match(code, /tiergate-upsell/);
  assert.doesNotMatch(code, /the secret|TierUnavailableError|is for servers/);
});

/** Serves the app with its assets; the routes of sessions are the site's. */
const startApp = async () => {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://app");
    if (pathname.startsWith("/assets/")) {
      response.setHeader("content-type", extname(pathname) === ".css" ? "text/css" : "text/javascript");
      return response.end(readFileSync(join(app, "dist/client", pathname)));
    }
    const { cookie = "" } = request.headers;
    const isSite = pathname.startsWith("/tiers/");
    const answer = isSite ? await fetch(site.url + request.url, { headers: { cookie } }) : await handler(new Request(`http://app${request.url}`, { headers: { cookie } }));
    forward(answer, response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
};

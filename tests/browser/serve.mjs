// Answers questions to policies in Chromium, for tests/src/browser.rs.
//
// usage: node serve.mjs JS, where JS is the npm package's folder, built
// in, a line each:  {"policy":PATH,"input":BASE64}, the input being lines as `tiergate eval` reads them
// out, a line each: {"output":BASE64}, what `tiergate eval` would write, or {"failed":REASON}

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { createInterface } from "node:readline";

const js = resolve(process.argv[2]);
const { chromium } = createRequire(join(js, "package.json"))("playwright-core");

const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const csp = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/** What each URL path serves: the page, the package as it is published, and policies as they come. */
const policies = new Map();
function fileOf(path) {
  if (path === "/") return join(import.meta.dirname, "page.html");
  if (path === "/page.js") return join(import.meta.dirname, "page.js");
  if (path.startsWith("/dist/")) return join(js, path);
  return policies.get(path);
}

const server = createServer(async (request, response) => {
  try {
    const file = fileOf(new URL(request.url, "http://localhost").pathname);
    const body = await readFile(file);
    response.writeHead(200, { "Content-Type": types[extname(file)], "Content-Security-Policy": csp }).end(body);
  } catch {
    response.writeHead(404, { "Content-Security-Policy": csp }).end();
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const browser = await chromium.launch({
  executablePath: process.env.TIERGATE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
});
const page = await browser.newPage();
page.on("console", (message) => console.error(message.text()));
page.on("pageerror", (error) => console.error(error));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.waitForFunction("window.answer");

for await (const line of createInterface({ input: process.stdin })) {
  const { policy, input } = JSON.parse(line);
  const url = `/policies/${policies.size}.wasm`;
  policies.set(url, policy);
  const output = page.evaluate(([url, input]) => window.answer(url, input), [url, input]);
  const reply = await output.then((output) => ({ output }), (error) => ({ failed: String(error) }));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

await browser.close();
server.close();

// Looks at the reference server's page as a person would, for host/cli/tests/reference.rs.
//
// usage: node reference.mjs JS CHROMIUM URL [SCREENSHOT], where JS is the npm package's folder
// Ends with 0 where all is as it must be; else it says what is not.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [js, executablePath, url, screenshot] = process.argv.slice(2);
const { chromium } = createRequire(join(resolve(js), "package.json"))("playwright-core");
const args = ["--no-sandbox", "--disable-quic", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args });
try {
  const page = await browser.newPage();
  const failures = [];
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    const meant = ["/billing", "/favicon.ico"].includes(pathname);
    if (response.status() >= 400 && !meant) failures.push(`${response.status()} ${pathname}`);
  });
  await page.goto(url);
  const tier = page.locator("#plan-tier");
  const shows = (text) => tier.filter({ hasText: text }).waitFor();
  const link = (name) => page.locator("nav a", { hasText: name });

  await shows("Basic");
  assert.equal(await link("Billing").innerText(), "🔒 Billing");
  assert.equal(await page.locator("#verdict").innerText(), "Both give the same answers.");
  assert.equal(await page.locator("#server-digest").innerText(), await page.locator("#browser-digest").innerText());

  // The locked link leads to the page that says what it would take.
  await link("Billing").click();
  await page.getByRole("heading", { name: "Not in your plan" }).waitFor();
  assert.match(await page.locator("main").innerText(), /requires the Pro plan or higher/);
  assert.equal(await page.getByRole("link", { name: "See plans" }).getAttribute("href"), "/plans");
  await page.goBack();

  // What Ann grants is shown without a reload, and opens the route.
  await shows("Basic");
  await page.getByRole("button", { name: "Grant" }).click();
  await shows("Pro");
  assert.equal(await link("Billing").innerText(), "Billing");
  await page.locator("#history li", { hasText: "beta cohort" }).first().waitFor();
  if (screenshot) await page.screenshot({ path: screenshot, fullPage: true });
  await link("Billing").click();
  await page.getByText("invoices of acme").waitFor();
  await page.goBack();
  await page.getByRole("button", { name: "Revoke" }).click();
  await shows("Basic");
  assert.deepEqual(failures, []);
} finally {
  await browser.close();
}

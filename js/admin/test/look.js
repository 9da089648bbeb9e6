// Looks at a state of the screen: in light and dark, on a desktop and a phone. It must have no violation of WCAG's
// rules that axe finds, scroll in one direction only, and break no rule of the content security policy. With
// TIERGATE_UPDATE=1 its pictures are kept under `tests/screens/admin`. A phone is one for the page: its pixels and its touch.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pictures } from "./paths.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** Widths that are not pictured: 200 % zoom of a small laptop's 1,280 pixels, and a wide screen. */
const OTHER_WIDTHS = [640, 1920];

/** The states of which all four pictures are kept. Of the others it is two, which together have both schemes and sizes. */
const IN_FULL = ["sign-in", "tenants", "search", "tenant", "tenant-facts", "tenant-history", "grant", "policies", "policy-impact", "billing"];

const isKept = (name, size, scheme) => IN_FULL.includes(name) || (size === "desktop") === (scheme === "light");

/** Runs axe without a script that the content security policy would refuse. */
const violations = async (page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any.map(({ message }) => message).join(" ")}`).join(" | ")}`);
};

/** Returns how many pixels of the page are beyond its right edge. On a phone, a page that is too wide makes the window wider. */
const overflow = async (page, { width }) => {
  for (let turns = 200; ; turns--) {
    const pixels = await page.evaluate((width) => Math.max(document.documentElement.scrollWidth, innerWidth) - width, width);
    // A page may be resized a moment after it is asked for.
    if (pixels === 0 || turns === 0) return pixels;
    await page.waitForTimeout(50);
  }
};

/** Makes the page's screen one of a desktop, or of a phone. */
const onScreen = async (page, cdp, viewport) => {
  const mobile = viewport.width < 500;
  // A picture that is larger than the window would be one of the phone that was there before.
  await cdp.send("Emulation.clearDeviceMetricsOverride");
  await page.setViewportSize(viewport);
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: mobile });
  if (mobile) await cdp.send("Emulation.setDeviceMetricsOverride", { ...viewport, deviceScaleFactor: 1, mobile });
  // Without these, what a page looks like may be that of the screen before.
  await page.waitForFunction(({ width, mobile }) => matchMedia(`(width: ${width}px)`).matches && matchMedia("(pointer: coarse)").matches === mobile, { width: viewport.width, mobile });
};

/** Keeps a picture of the whole page, on a desktop's screen that is as high; of what is on the screen, if a dialog is over it. */
const keep = async (page, cdp, name) => {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: document.documentElement.scrollHeight }));
  if (width >= 500 && !(await page.locator(".dialog").count())) await page.setViewportSize({ width, height: Math.max(height, SIZES.desktop.height) });
  const clip = await page.evaluate(() => {
    const height = document.querySelector(".dialog") ? innerHeight : Math.max(innerHeight, document.documentElement.scrollHeight);
    return { x: 0, y: 0, width: innerWidth, height, scale: 1 };
  });
  const { data } = await cdp.send("Page.captureScreenshot", { format: "webp", quality: 70, clip, captureBeyondViewport: true });
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, `${name}.webp`), Buffer.from(data, "base64"));
};

/** Looks at the state that a page is in. */
export const look = async ({ page, faults }, name) => {
  const cdp = await page.context().newCDPSession(page);
  await page.evaluate(() => document.fonts.ready);
  await page.locator(".will.changing").waitFor({ state: "detached" });
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await onScreen(page, cdp, viewport);
      const where = `${name}, ${size}, ${scheme}`;
      assert.deepEqual(await violations(page), [], where);
      assert.equal(await overflow(page, viewport), 0, `${where}: it scrolls sideways`);
      assert.equal(await page.evaluate(() => matchMedia("(pointer: coarse)").matches), size === "phone", `${where}: the pointer is another`);
      if (process.env.TIERGATE_UPDATE && isKept(name, size, scheme)) await keep(page, cdp, `${name}-${size}-${scheme}`);
    }
  }
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: false });
  await cdp.send("Emulation.clearDeviceMetricsOverride");
  await cdp.detach();
  for (const width of OTHER_WIDTHS) {
    await page.setViewportSize({ width, height: 400 });
    assert.equal(await overflow(page, { width }), 0, `${name}, ${width} px: it scrolls sideways`);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize(SIZES.desktop);
  assert.deepEqual(faults, [], name);
};

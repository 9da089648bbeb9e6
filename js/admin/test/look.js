// Looks at a state of the screen: in light and dark, on a desktop and a phone. It must have no violation of WCAG's
// rules that axe finds, scroll in one direction only, and break no rule of the content security policy. With
// TIERGATE_UPDATE=1 its pictures are kept under `tests/screens/admin`.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import UPNG from "upng-js";
import { pictures } from "./paths.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** Widths that are not pictured: 200 % zoom of a small laptop's 1,280 pixels, and a wide screen. */
const OTHER_WIDTHS = [640, 1920];

/** How many colours a picture has at most. */
const COLOURS = 64;

/** The states of which all four pictures are kept. Of the others it is two, which together have both schemes and sizes. */
const IN_FULL = ["sign-in", "tenants", "search", "tenant", "tenant-facts", "tenant-history", "grant", "policies", "policy-impact", "billing"];

const isKept = (name, size, scheme) => IN_FULL.includes(name) || (size === "desktop") === (scheme === "light");

/** Runs axe without a script that the content security policy would refuse. */
const violations = async (page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any.map(({ message }) => message).join(" ")}`).join(" | ")}`);
};

/** Returns how many pixels of the page are beyond its right edge. */
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const keep = async (page, name) => {
  mkdirSync(pictures, { recursive: true });
  const image = UPNG.decode(await page.screenshot({ animations: "disabled", caret: "hide" }));
  const small = UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLOURS);
  writeFileSync(join(pictures, `${name}.png`), Buffer.from(small));
};

/** Looks at the state that a page is in. */
export const look = async ({ page, faults }, name) => {
  await page.evaluate(() => document.fonts.ready);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await page.waitForTimeout(50);
      const where = `${name}, ${size}, ${scheme}`;
      if (process.env.TIERGATE_UPDATE && isKept(name, size, scheme)) await keep(page, `${name}-${size}-${scheme}`);
      assert.deepEqual(await violations(page), [], where);
      assert.equal(await overflow(page), 0, `${where}: it scrolls sideways`);
    }
  }
  for (const width of OTHER_WIDTHS) {
    await page.setViewportSize({ width, height: 400 });
    assert.equal(await overflow(page), 0, `${name}, ${width} px: it scrolls sideways`);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize(SIZES.desktop);
  assert.deepEqual(faults, [], name);
};

// By keyboard alone: signing in, a page that is denied, buying, inviting, signing out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { menuOf, openWindow, startWorld } from "./world.js";

let world;
before(async () => (world = await startWorld()));
after(() => world.end());

/** Presses Tab until an element with this name has the focus, which must be visible, and returns how often. */
async function tabTo(page, name) {
  for (let presses = 1; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const it = document.activeElement;
      // Past the last element the focus leaves the page, and then begins again.
      if (it === document.body) return;
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      const label = it.labels?.[0]?.textContent ?? it.getAttribute("aria-label") ?? it.textContent;
      return { label: label.replace(/\s+/g, " ").trim(), isMarked: outlineStyle !== "none" && outlineWidth !== "0px" };
    });
    if (!focused) continue;
    assert.ok(focused.isMarked, `the focus on "${focused.label}" cannot be seen`);
    if (focused.label.startsWith(name)) return presses;
  }
  throw new Error(`"${name}" cannot be reached by Tab`);
}

test("everything can be done by keyboard alone", async (t) => {
  const page = await openWindow(world);
  await page.goto(`${world.url}/sign-in`);
  await tabTo(page, "Uma");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/tickets");
  await page.waitForLoadState("networkidle").catch(() => {});

  // The first stop of a page leads past the menu.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");

  await page.goto(`${world.url}/extensions`);
  t.diagnostic(`${await tabTo(page, "See plans")} presses to the plans`);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/plans");
  await tabTo(page, "Upgrade to Pro");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/checkout**");
  await tabTo(page, "Pay €29");
  await page.keyboard.press("Enter");
  await page.getByText("Paid. You have Pro.").waitFor();
  await page.waitForLoadState("load");

  await page.waitForFunction(() => document.querySelectorAll("nav a").length === 5);
  await tabTo(page, "Projects");
  await page.keyboard.press("Enter");
  await page.getByText("Move the archive").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "content", "the focus is at the beginning of the page");
  assert.equal(await page.title(), "Projects · Help desk");
  await tabTo(page, "New project");
  await page.keyboard.type("By hand");
  await page.keyboard.press("Enter");
  await page.getByText("By hand").waitFor();

  // A button that cannot act says what is missing, and leads to it.
  await tabTo(page, "Begin");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "INPUT");

  await page.goto(`${world.url}/team`);
  await tabTo(page, "Name of the agent");
  await page.keyboard.type("Flo");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove Flo" }).waitFor();
  await page.evaluate(() => document.activeElement.blur());
  await tabTo(page, "Remove Flo");
  await page.keyboard.press("Enter");
  await page.getByText("0 of 10").waitFor();

  assert.deepEqual(await menuOf(page), ["Tickets", "Projects", "Billing", "Team", "Plan"]);
  await page.goto(`${world.url}/tickets`);
  await tabTo(page, "Sign out");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/sign-in");
  assert.deepEqual(page.wrong, []);
});

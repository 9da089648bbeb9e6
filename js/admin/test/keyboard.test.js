// The screen by keyboard alone: no click, no touch.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialog, tabTo } from "./steps.js";
import { fill, nextMap, openPage, startWorld } from "./world.js";

let world;
before(async () => {
  world = await startWorld();
  await fill(world);
});
after(() => world.end());

const withPage = async (path, act) => {
  const { page, context, faults } = await openPage(world, path);
  try {
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    await act(page, page.keyboard);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
};
const tierOf = async (tenant) => (await world.call("GET", `/v1/tenants/${tenant}/overview`)).tier.id;
const closed = (page) => dialog(page).waitFor({ state: "detached" });

test("finds a tenant, grants and revokes", () =>
  withPage("/policies", async (page, keyboard) => {
    await keyboard.press("/");
    await keyboard.type("globex", { delay: 20 });
    await page.getByRole("option", { name: /^Globex globex/ }).waitFor();
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "Globex" }).waitFor();
    await tabTo(page, "Change tier…");
    await keyboard.press("Enter");
    await dialog(page).waitFor();
    await tabTo(page, /^Basic/);
    await keyboard.press("Space");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    await tabTo(page, "Reason");
    await keyboard.type("By keyboard.");
    await tabTo(page, "Grant Premium");
    await keyboard.press("Enter");
    await closed(page);
    assert.equal(await tierOf("globex"), "premium");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Change tier…", "the focus returns");
    await tabTo(page, "Revoke…", "Shift+Tab");
    await keyboard.press("Enter");
    await dialog(page).waitFor();
    await tabTo(page, "Revoke");
    await keyboard.press("Enter");
    await closed(page);
    assert.notEqual(await tierOf("globex"), "premium");
  }));

test("Escape gives a form up", () =>
  withPage("/tenants/globex", async (page, keyboard) => {
    await tabTo(page, "Change tier…");
    await keyboard.press("Enter");
    await tabTo(page, "Reason");
    await keyboard.type("Never mind.");
    await keyboard.press("Escape");
    await closed(page);
    await keyboard.press("Enter");
    assert.equal(await dialog(page).getByLabel("Reason").inputValue(), "");
  }));

test("activates a policy and rolls back", async () => {
  const { digest } = await world.publish(nextMap());
  await withPage("/policies", async (page, keyboard) => {
    await tabTo(page, "helpdesk 1.5.0");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "helpdesk 1.5.0", level: 1 }).waitFor();
    await tabTo(page, "Compare with the active policy");
    await keyboard.press("Enter");
    await page.getByText("In the catalog").waitFor();
    await tabTo(page, "Activate…", "Shift+Tab");
    await keyboard.press("Enter");
    await dialog(page).waitFor();
    await tabTo(page, "Reason");
    await keyboard.type("By keyboard.");
    await tabTo(page, "Activate");
    await keyboard.press("Enter");
    await closed(page);
    assert.equal((await world.call("GET", "/v1/policies")).find(({ active }) => active).digest, digest);
    await tabTo(page, /^Policies/, "Shift+Tab");
    await keyboard.press("Enter");
    await tabTo(page, "Roll back…");
    await keyboard.press("Enter");
    await dialog(page).getByRole("heading", { name: "Roll back to helpdesk 1.4.0" }).waitFor();
    await tabTo(page, "Reason");
    await keyboard.type("By keyboard.");
    await tabTo(page, "Roll back");
    await keyboard.press("Enter");
    await closed(page);
    assert.equal((await world.call("GET", "/v1/policies")).find(({ active }) => active).digest, world.digest);
  });
});

test("the skip link leads past the navigation", () =>
  withPage("/tenants", async (page, keyboard) => {
    await tabTo(page, "Skip to content");
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.closest("main") !== null), true);
  }));

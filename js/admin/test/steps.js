// What people do with the screen, in the tests' words.
import assert from "node:assert/strict";

/** Opens a tenant's page by the search. */
export const find = async (page, text, id) => {
  await page.getByRole("combobox", { name: "Find a tenant" }).fill(text);
  await page.getByRole("option", { name: id }).first().click();
  await page.getByRole("navigation", { name: "Tenant" }).waitFor();
};

/** The dialog that is open. */
export const dialog = (page) => page.getByRole("dialog");

/** Presses a button of the page. */
export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Presses a button of the dialog, and waits until it is done. */
export const finish = async (page, name) => {
  await dialog(page).getByRole("button", { name, exact: true }).click();
  await dialog(page).waitFor({ state: "detached" });
};

/** Fills in a grant. */
export const fillGrant = async (page, tier, reason, end) => {
  await press(page, "Change tier…");
  // The tier comes last: until it is there, nothing is previewed that is replaced a moment later.
  if (end) await dialog(page).getByRole("radio", { name: end }).check();
  await dialog(page).getByRole("radio", { name: new RegExp(`^${tier}`) }).check();
  await dialog(page).getByLabel("Reason").fill(reason);
};

/** Waits until a dialog says that this will happen. */
export const foresees = (page, text) => dialog(page).getByRole("region", { name: "What will happen" }).getByText(text).first().waitFor();

/** Moves the focus by the Tab key until it is on something with this name. */
export const tabTo = async (page, name, key = "Tab") => {
  // What has the name may come while the key is pressed.
  for (const begun = Date.now(); Date.now() < begun + 30_000; ) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => {
      const it = document.activeElement;
      const labels = it?.labels ? [...it.labels].map((label) => label.textContent) : [];
      return [it?.getAttribute("aria-label"), ...labels, it?.textContent, it?.getAttribute("name")].filter(Boolean).map((text) => text.trim());
    });
    if (focused.some((text) => (name instanceof RegExp ? name.test(text) : text === name))) return;
  }
  assert.fail(`the Tab key does not get to “${name}”`);
};

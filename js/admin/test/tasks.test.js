// Five tasks of an operator who is new here, by what can be seen alone, each in at most six actions. An action is a
// click, a key, a choice, or a text that is typed or pasted into one field.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./look.js";
import { dialog } from "./steps.js";
import { fill, nextMap, openPage, startWorld } from "./world.js";

const MOST = 6;

let world;
before(async () => {
  world = await startWorld();
  await fill(world);
});
after(() => world?.end());

/** What an operator does, counted. */
class Hand {
  actions = 0;

  constructor(page) {
    this.page = page;
  }

  press(name, within = this.page) {
    this.actions++;
    return within.getByRole("button", { name, exact: true }).click();
  }

  follow(name) {
    this.actions++;
    return this.page.getByRole("link", { name }).first().click();
  }

  choose(name) {
    this.actions++;
    return dialog(this.page).getByRole("radio", { name }).check();
  }

  type(label, text) {
    this.actions++;
    return dialog(this.page).getByLabel(label, { exact: true }).fill(text);
  }

  select(label, option) {
    this.actions++;
    return dialog(this.page).getByLabel(label, { exact: true }).selectOption(option);
  }

  search(text) {
    this.actions++;
    return this.page.getByRole("combobox", { name: "Find a tenant" }).fill(text);
  }

  offered(name) {
    this.actions++;
    return this.page.getByRole("option", { name }).first().click();
  }

  /** Replaces the text of the editor. */
  async write(text) {
    this.actions++;
    await this.page.locator(".cm-content").click();
    await this.page.keyboard.press("Control+a");
    await this.page.locator(".cm-content").evaluate((editor, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }
}

/** Does a task, and looks at what it leads to. */
const task = (name, words, steps) =>
  test(words, async (t) => {
    const opened = await openPage(world);
    const hand = new Hand(opened.page);
    try {
      await opened.page.getByRole("link", { name: "Acme Corporation" }).waitFor();
      await steps(hand, opened.page);
      t.diagnostic(`${hand.actions} actions`);
      assert.ok(hand.actions <= MOST, `${hand.actions} actions; at most ${MOST}`);
      await look(opened, name);
    } finally {
      await opened.context.close();
    }
  });

/** Returns next Friday as a date field has it. */
const friday = () => {
  const day = new Date();
  day.setDate(day.getDate() + ((5 - day.getDay() + 7) % 7 || 7));
  return day.toLocaleDateString("sv-SE");
};

task("task-granted", "give globex Pro until Friday because of the outage; who did it last?", async (hand, page) => {
  await hand.search("globex");
  await hand.offered("Grant globex a tier…");
  await hand.choose(/^Pro/);
  await hand.type("Last day", friday());
  await hand.type("Reason", "The outage.");
  await hand.press("Grant Pro", dialog(page));
  const why = page.getByRole("listitem").filter({ hasText: "The outage." }).first();
  assert.match(await why.innerText(), /ann@helpdesk\.example/);
});

task("task-past-due", "which tenants are past due?", async (hand, page) => {
  await hand.follow("Past due");
  await page.getByText(/kept until/).waitFor();
  assert.deepEqual(await page.getByRole("row").getByRole("link").allInnerTexts(), ["Acme Corporation"]);
});

task("task-published", "publish a changed map, and see who loses", async (hand, page) => {
  await hand.follow(/^Policies/);
  await hand.follow("Edit a tier map");
  await page.locator(".cm-content").waitFor();
  // Projects are for Premium alone: no law is broken, and those on Pro lose them.
  const map = nextMap();
  map.tiers[2].features.push("projects");
  await hand.write(JSON.stringify(map, null, 2));
  await page.getByRole("status").filter({ hasText: /No problems|warning/ }).first().waitFor();
  await hand.press("Publish…");
  await hand.press("Publish", dialog(page));
  await page.getByText("In the catalog").waitFor();
  await page.getByRole("row", { name: /^Projects 0 / }).waitFor();
});

task("task-pinned", "put a tenant on an older policy", async (hand, page) => {
  await hand.search("initech");
  await hand.offered(/^initech/);
  await hand.follow("Facts");
  await hand.press("Pin to a policy…");
  await hand.select("Policy", world.digest);
  await hand.press("Pin", dialog(page));
  await page.getByText(/pinned to/).first().waitFor();
});

task("task-attached", "attach a payment of nobody", async (hand, page) => {
  await hand.follow(/^Billing/);
  await hand.press("Attach stripe:sub_stray…");
  await hand.type("Tenant", "umbrella");
  await hand.press("Attach", dialog(page));
  await page.getByText("None: every subscription").waitFor();
});

test("a tier is granted from the search by keyboard alone", async () => {
  const { page, context, faults } = await openPage(world);
  const { keyboard } = page;
  await page.getByRole("link", { name: "Acme Corporation" }).waitFor();
  await keyboard.press("Control+k");
  await keyboard.type("grant a t", { delay: 20 });
  await page.getByRole("option", { name: "Grant a tier…" }).waitFor();
  // Until this search is answered, those found by the beginning of the text are there.
  await page.getByText("No tenant has “grant a t”").first().waitFor();
  await keyboard.press("Enter");
  await page.getByText("Type a part of the tenant’s identifier or label").waitFor();
  await keyboard.type("umbrella", { delay: 20 });
  await page.getByRole("option", { name: /umbrella$/ }).waitFor();
  assert.equal(await page.getByRole("option").count(), 1, "it is about tenants alone");
  await keyboard.press("Enter");
  await dialog(page).getByRole("heading", { name: "Change the tier of Umbrella Health umbrella" }).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

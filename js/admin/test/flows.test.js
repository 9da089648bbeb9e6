// Every flow of the screen by mouse, over a real server on SQLite and on PostgreSQL.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { dialog, fillGrant, find, finish, foresees, press } from "./steps.js";
import { fill, nextMap, openPage, startWorld } from "./world.js";

for (const database of ["sqlite", "postgres"]) {
  describe(`on ${database}`, () => {
    let world;
    let page;
    before(async () => {
      world = await startWorld(database);
      await fill(world);
    });
    after(() => world.end());

    const open = async (path) => {
      const opened = await openPage(world, path);
      page = opened.page;
      return opened;
    };
    const flow = (name, path, act) =>
      test(name, async () => {
        const { context, faults } = await open(path);
        try {
          await act();
          assert.deepEqual(faults, []);
        } finally {
          await context.close();
        }
      });
    const overview = (tenant) => world.call("GET", `/v1/tenants/${tenant}/overview`);
    const events = async (tenant, kind) => (await world.call("GET", `/v1/tenants/${tenant}/history`)).filter((event) => event.kind === kind);

    test("signs in with a token, and out", async () => {
      const { page, context } = await openPage(world, "/tenants", { signIn: false });
      await page.getByLabel("Token").fill("nonsense");
      await press(page, "Sign in");
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Token").fill(world.operator);
      await press(page, "Sign in");
      await page.getByRole("heading", { name: "Tenants", level: 1 }).waitFor();
      await page.getByText("ann@helpdesk.example").waitFor();
      await press(page, "Sign out");
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await context.close();
    });

    test("is not for someone who is no operator", async () => {
      const { page, context } = await openPage(world, "/tenants", { claims: { sub: "tom", tenant: "acme", roles: ["tenant-admin"] } });
      await page.getByRole("heading", { name: "Not for tom" }).waitFor();
      await context.close();
    });

    flow("finds a tenant by a part of its label, and grants it a tier for a week", "/tenants", async () => {
      await find(page, "lobe", "globex");
      await fillGrant(page, "Premium", "An outage.", "In 7 days");
      await foresees(page, /Premium/);
      await finish(page, "Grant Premium");
      await page.getByRole("status").filter({ hasText: "globex is on Premium." }).waitFor();
      assert.equal((await overview("globex")).tier.id, "premium");
      await page.getByText("“An outage.”").first().waitFor();
    });

    flow("revokes the grant", "/tenants/globex", async () => {
      await press(page, "Revoke…");
      await foresees(page, /Pro|Basic/);
      await finish(page, "Revoke");
      assert.notEqual((await overview("globex")).tier.id, "premium");
    });

    flow("gives add-ons by number, and ends them", "/tenants/globex/facts", async () => {
      await press(page, "Give one…");
      await dialog(page).getByLabel("Add-on", { exact: true }).selectOption("seats");
      await dialog(page).getByLabel("How many").fill("3");
      await foresees(page, /Agents: 10 → 25/);
      await finish(page, "Give Extra agents");
      await page.getByRole("link", { name: "Entitlements" }).click();
      await page.getByText("Extra agents: +15.").waitFor();
      await page.getByRole("link", { name: "Facts" }).click();
      await page.getByText("× 3").waitFor();
      await press(page, "End Extra agents…");
      await finish(page, "End add-on");
      assert.deepEqual((await overview("globex")).caps[0].state.limit, { "at-most": 10 });
    });

    flow("switches a feature off, and no longer", "/tenants/globex", async () => {
      await press(page, "Switch one…");
      await dialog(page).getByLabel("Feature").selectOption("tickets");
      await dialog(page).getByRole("radio", { name: "Off" }).check();
      await foresees(page, /Takes away Tickets/);
      await finish(page, "Switch Tickets off");
      await page.getByRole("row", { name: /Tickets/ }).getByText("Switched off").waitFor();
      await page.getByRole("link", { name: "Facts" }).click();
      await press(page, "Remove the switch of Tickets…");
      await finish(page, "Remove switch");
      assert((await overview("globex")).features.find(({ id }) => id === "tickets").decision.allowed);
    });

    flow("sets a cap, and no longer", "/tenants/globex", async () => {
      await press(page, "Set one…");
      await dialog(page).getByLabel("Cap", { exact: true }).selectOption("agents");
      await dialog(page).getByLabel("At most").fill("1,000");
      await finish(page, "Set cap");
      await page.getByText("Set by an operator.").waitFor();
      assert.deepEqual((await overview("globex")).caps[0].state.limit, { "at-most": 1000 });
      await page.getByRole("link", { name: "Facts" }).click();
      await press(page, "Remove the cap Agents…");
      await finish(page, "Remove cap");
    });

    flow("begins, changes and ends a trial", "/tenants/initech/facts", async () => {
      await press(page, "Change the trial…");
      await dialog(page).getByLabel("Tier").selectOption("premium");
      await dialog(page).getByRole("radio", { name: "In 30 days" }).check();
      await finish(page, "Change trial");
      assert.equal((await overview("initech")).tier.id, "premium");
      await press(page, "End the trial…");
      await finish(page, "End trial");
      assert.equal((await overview("initech")).tier.id, "basic");
    });

    flow("changes the edition, the pin and the label", "/tenants/initech/facts", async () => {
      await press(page, "Change the edition…");
      await dialog(page).getByLabel("Edition").selectOption("community");
      await finish(page, "Change edition");
      await page.getByText("The edition community is not gated.").first().waitFor();
      await press(page, "Change the edition…");
      await dialog(page).getByLabel("Edition").selectOption("");
      await finish(page, "Change edition");
      await press(page, "Pin to a policy…");
      await dialog(page).getByLabel("Policy").selectOption(world.digest);
      await finish(page, "Pin");
      await press(page, "Unpin…");
      await finish(page, "Unpin");
      await press(page, "Change the label…");
      await dialog(page).getByLabel("Label").fill("Initech GmbH");
      await finish(page, "Change label");
      await page.getByRole("heading", { name: "Initech GmbH" }).waitFor();
      await page.getByRole("link", { name: "History" }).click();
      await page.getByText(/^Pinned to policy/).waitFor();
    });

    flow("creates a tenant, and deletes it once its identifier is typed", "/tenants", async () => {
      await press(page, "New tenant…");
      await dialog(page).getByLabel("Identifier").fill("wayne/50%2F.example");
      await finish(page, "Create");
      await page.getByRole("heading", { name: "wayne/50%2F.example" }).waitFor();
      await page.getByRole("link", { name: "Facts" }).click();
      await page.reload();
      await press(page, "Delete tenant…");
      await dialog(page).getByLabel("Reason").fill("A test.");
      await dialog(page).getByRole("button", { name: "Delete wayne/50%2F.example" }).click({ force: true });
      await dialog(page).getByText("Type wayne/50%2F.example to delete it.").waitFor();
      await dialog(page).getByLabel("Identifier of the tenant").fill("wayne/50%2F.example");
      await finish(page, "Delete wayne/50%2F.example");
      await page.getByRole("heading", { name: "Tenants", level: 1 }).waitFor();
    });

    flow("grants to a pasted list", "/tenants/grant", async () => {
      await page.getByLabel("Tenants", { exact: true }).fill("team-001\r\n team-002 \n\nteam-001\nnobody");
      await page.getByLabel("Tier", { exact: true }).selectOption("pro");
      await page.getByLabel("Reason").fill("A cohort.");
      await press(page, "Grant Pro to 3 tenants");
      await page.getByText("2 tenants granted Pro.").waitFor();
      await page.getByRole("row", { name: /nobody/ }).waitFor();
      assert.equal((await events("team-001", "grant")).length, 1);
    });

    flow("lists the misconfigured and those that do not pay", "/tenants", async () => {
      // The number of what is shown is that of the list, however old the count is.
      const shows = (name) => page.getByRole("navigation", { name: "Which tenants" }).getByRole("link", { name, exact: true }).waitFor();
      await page.getByRole("link", { name: /^Misconfigured/ }).click();
      await page.getByRole("link", { name: "Hooli Inc." }).waitFor();
      await shows("Misconfigured 1");
      await page.getByRole("link", { name: /^Past due/ }).click();
      await page.getByRole("link", { name: "Acme Corporation" }).waitFor();
      await shows("Past due 1");
      await page.getByText(/kept until/).waitFor();
      await page.getByRole("link", { name: /^All/ }).click();
      await page.getByRole("link", { name: "Team 7" }).waitFor();
      await press(page, "Show more");
      await page.getByRole("link", { name: "Team 60" }).waitFor();
    });

    flow("uploads a map, compares, activates it and rolls back", "/policies", async () => {
      const file = join(world.folder, "next.json");
      writeFileSync(file, JSON.stringify(nextMap()));
      await press(page, "Upload…");
      await dialog(page).getByLabel("File").setInputFiles(file);
      // No tier has projects any more.
      await press(page, "Upload");
      await dialog(page).getByText("No tier allows projects").waitFor();
      assert.equal(await dialog(page).getByRole("button", { name: "Publish anyway" }).getAttribute("aria-disabled"), "true");
      assert.doesNotMatch(await dialog(page).innerText(), /`|Tiergate-Anyway/);
      await dialog(page).getByLabel("Publish anyway, because").fill("Projects are an add-on soon.");
      await finish(page, "Publish anyway");
      await page.getByRole("heading", { name: "helpdesk 1.5.0", level: 1 }).waitFor();
      assert.match((await world.call("GET", "/v1/policies")).at(-1).reason, /despite broken laws \(1\): Projects are an add-on soon\.$/);
      // It is compared at once, and not again when the page is loaded again.
      await page.getByRole("row", { name: /Projects/ }).first().waitFor();
      await page.reload();
      await press(page, "Compare with the active policy");
      await page.getByRole("row", { name: /Projects/ }).first().waitFor();
      await page.getByText("Tier pro loses projects.").waitFor();
      await press(page, "Activate…");
      await foresees(page, /tenants change/);
      await dialog(page).getByLabel("Reason").fill("The autumn prices.");
      await finish(page, "Activate");
      await page.getByText("active", { exact: true }).first().waitFor();
      await page.getByRole("link", { name: "Policies" }).click();
      await press(page, "Roll back…");
      await page.getByRole("heading", { name: "Roll back to helpdesk 1.4.0" }).waitFor();
      await dialog(page).getByRole("button", { name: "Compare with the active policy" }).click();
      await foresees(page, /tenants change/);
      await dialog(page).getByLabel("Reason").fill("A mistake.");
      const sent = page.waitForRequest(/\/policies\/rollback$/);
      await finish(page, "Roll back");
      assert.deepEqual((await sent).postDataJSON(), { reason: "A mistake.", to: world.digest });
      await page.getByText("Rolled back to").waitFor();
      assert.equal((await world.call("GET", "/v1/policies")).find(({ active }) => active).digest, world.digest);
    });

    flow("keeps those who lose on the policy of today, and releases them", "/policies", async () => {
      await page.getByRole("link", { name: "helpdesk 1.5.0" }).click();
      await press(page, "Compare with the active policy");
      const losers = page.getByRole("region", { name: "For whom" });
      await losers.getByText("Loses Projects").first().waitFor();
      const saved = page.waitForEvent("download");
      await press(page, "Save as CSV");
      assert.match((await saved).suggestedFilename(), /^loses-[0-9a-f]{8}\.csv$/);
      await press(page, "Show more");
      await losers.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
      const names = (await losers.getByRole("row").allInnerTexts()).length - 1;
      await press(page, "Activate…");
      await dialog(page).getByRole("radio", { name: /^Those who lose nothing/ }).check();
      await foresees(page, new RegExp(`^${names} tenants? (is|are) kept`));
      await dialog(page).getByLabel("Reason").fill("The autumn prices.");
      await finish(page, "Activate");
      const { policies } = await world.call("GET", "/v1/policies/kept");
      assert.deepEqual(policies.map(({ policy, tenants }) => [policy, tenants]), [[world.digest, names]]);
      await page.getByRole("link", { name: "Policies" }).click();
      await page.getByRole("button", { name: /^Release all on/ }).click();
      await dialog(page).getByLabel("Reason").fill("The notice is over.");
      await finish(page, "Release");
      await page.getByRole("heading", { name: "Kept on earlier policies" }).waitFor({ state: "detached" });
      assert.deepEqual((await world.call("GET", "/v1/policies/kept")).tenants, []);
      await world.call("POST", "/v1/policies/rollback", { reason: "after the test" });
    });

    flow("says why a policy is refused", "/policies?do=upload", async () => {
      const file = join(world.folder, "broken.json");
      writeFileSync(file, '{ "name": "broken", "extnds": 1 }');
      await dialog(page).getByLabel("File").setInputFiles(file);
      await dialog(page).getByRole("button", { name: "Upload" }).click();
      await dialog(page).getByRole("alert").getByText("extnds").first().waitFor();
      await dialog(page).getByText("Choose another file: this one was refused.").waitFor();
      // The same file, corrected.
      writeFileSync(file, '{ "name": "mended", "version": "1.0.0", "tiers": [{ "id": "free" }], "defaultTier": "free" }');
      const chooser = page.waitForEvent("filechooser");
      await dialog(page).getByLabel("File").click();
      await (await chooser).setFiles(file);
      await dialog(page).getByRole("alert").waitFor({ state: "detached" });
    });

    flow("attaches a subscription of no tenant", "/billing", async () => {
      await press(page, "Attach stripe:sub_stray…");
      await dialog(page).getByLabel("Tenant").fill("umbrella");
      await foresees(page, /Umbrella Health is on/);
      await finish(page, "Attach");
      await page.getByText("None: every subscription belongs to a tenant.").waitFor();
    });
  });
}

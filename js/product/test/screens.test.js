// Every screen in every state, light and dark, on a desktop and a phone: nothing for axe to find, nothing that breaks the
// content security policy, no scrolling sideways. TIERGATE_UPDATE=1 writes the pictures in tests/screens/product, and
// TIERGATE_PICTURES names a folder for the same as PNG.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { faultsOf, following, openWindow, operate, reportUnpaid, signIn, startWorld } from "./world.js";

const kept = fileURLToPath(new URL("../../../tests/screens/product/", import.meta.url));
const { TIERGATE_UPDATE: update, TIERGATE_PICTURES: pictures } = process.env;
const MOST = 2_000_000;
const LOOKS = [
  { name: "desktop-light", colorScheme: "light", width: 1280, height: 800 },
  { name: "desktop-dark", colorScheme: "dark", width: 1280, height: 800 },
  { name: "phone-light", colorScheme: "light", width: 390, height: 844 },
  { name: "phone-dark", colorScheme: "dark", width: 390, height: 844 },
];

let world;
const taken = [];
before(async () => (world = await startWorld()));
after(() => world.end());
if (update) rmSync(kept, { recursive: true, force: true });
for (const folder of [update && kept, pictures].filter(Boolean)) mkdirSync(folder, { recursive: true });

/** Makes the page's screen one of a desktop, or of a phone: its pixels, its touch, its way to lay out a page. */
async function onScreen(page, cdp, { width, height }) {
  const mobile = width < 500;
  await page.setViewportSize({ width, height });
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: mobile });
  if (mobile) await cdp.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile });
}

/** Returns what is wrong with a state, apart from what axe finds: what has not arrived, what is too small for a finger, what moves, two main actions. */
const oddities = (page, state, { width }) =>
  page.evaluate(
    ({ isPhone, isOffline }) => {
      const seen = (selector) => [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility({ visibilityProperty: true }));
      const small = seen(".btn, .tiergate-button, .menu a, input, button").filter((it) => it.getBoundingClientRect().height < 43.9);
      const [top, main] = [document.querySelector(".top"), document.querySelector(".shell main")];
      const endOf = (it) => it.getBoundingClientRect().right - parseFloat(getComputedStyle(it).paddingRight);
      const says = document.body.innerText.includes("Offline.");
      return [
        [...document.fonts].some(({ status }) => status === "loaded") || "the font is not there",
        matchMedia("(pointer: coarse)").matches === isPhone || "the pointer is another",
        says === isOffline || `it ${says ? "says" : "does not say"} that it is offline`,
        !isPhone || small.length === 0 || `too small for a finger: ${small.map((it) => it.textContent).join(", ")}`,
        !top || top.offsetHeight <= 61 || `the head has two rows: ${top.offsetHeight} px`,
        !top || Math.abs(endOf(top) - endOf(main)) < 1 || "the head ends elsewhere than the page",
        seen(".primary, .tiergate-primary").length <= 1 || "it has two main actions",
      ].filter((it) => it !== true);
    },
    { isPhone: width < 500, isOffline: state.endsWith("-offline") },
  );

/** Looks at a state of a page in every look. */
async function look(page, state) {
  const cdp = await page.context().newCDPSession(page);
  const faults = [];
  if (await page.locator(".shell").count()) await following(page);
  await page.evaluate(async () => void (await document.fonts.ready));
  for (const screen of LOOKS) {
    const { name, colorScheme } = screen;
    await onScreen(page, cdp, screen);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(() => document.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" }));
    const found = [...(await faultsOf(page)), ...(await oddities(page, state, screen))];
    faults.push(...found.map((fault) => `${state}, ${name}: ${fault}`));
    page.wrong.length = 0;
    taken.push(`${state}-${name}.webp`);
    if (pictures) await page.screenshot({ path: join(pictures, `${state}-${name}.png`), fullPage: true });
    if (!update) continue;
    const clip = await page.evaluate(() => ({ x: 0, y: 0, width: innerWidth, height: Math.max(innerHeight, document.documentElement.scrollHeight), scale: 1 }));
    const { data } = await cdp.send("Page.captureScreenshot", { format: "webp", quality: 70, clip, captureBeyondViewport: true });
    writeFileSync(join(kept, `${state}-${name}.webp`), Buffer.from(data, "base64"));
  }
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: false });
  await cdp.send("Emulation.clearDeviceMetricsOverride");
  await cdp.detach();
  await page.setViewportSize(LOOKS[0]);
  assert.deepEqual(faults, []);
}

const at = async (page, path, text) => {
  await page.goto(world.url + path);
  await page.getByText(text).filter({ visible: true }).first().waitFor();
};

test("signing in, the operator's page, and a failure", async () => {
  const page = await openWindow(world);
  await at(page, "/sign-in", "There are no passwords");
  await look(page, "sign-in");
  const ann = await signIn(world, "Ann");
  await look(ann, "operator");
  await page.context().close();
  await ann.context().close();
});

test("a basic tenant", async () => {
  const page = await signIn(world, "Uma");
  await at(page, "/tickets", "Invoices arrive twice");
  await look(page, "tickets-basic");
  await at(page, "/extensions", "Extensions requires Premium");
  await look(page, "upsell");
  await at(page, "/team", "0 of 3");
  await look(page, "team-empty");
  for (const name of ["Bo", "Cy", "Di"]) {
    await page.getByLabel("Name of the agent").fill(name);
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
  }
  await page.getByText("No more agents on Basic").waitFor();
  await look(page, "team-full");
  await at(page, "/plans", "Basic, free of charge.");
  await look(page, "plan-basic");
  await at(page, "/portal", "There is no subscription");
  await look(page, "portal-empty");
  await at(page, "/nowhere", "Nothing is here");
  await look(page, "missing");
  await operate(world, "PUT", "acme/tier", { tier: "pro", reason: "they asked" });
  await at(page, "/plans", "Pro, granted by the help desk.");
  await look(page, "plan-granted");
  await operate(world, "DELETE", "acme/tier");
  await reportUnpaid(world, "acme", 20);
  await at(page, "/billing", "Update your payment method to use Billing again.");
  await look(page, "upsell-lapsed");
  await at(page, "/plans", "Basic, because Pro was not paid.");
  await look(page, "plan-lapsed");
  await page.context().close();
});

test("a trial, and a page whose answer is late", async () => {
  const page = await signIn(world, "Gus");
  await page.route("**/api/billing", () => {});
  await page.getByRole("link", { name: "Billing" }).click();
  await page.getByText("Loading…").waitFor();
  await look(page, "billing-loading");
  await at(page, "/projects", "9 days of the trial are left");
  await look(page, "projects-trial");
  await at(page, "/plans", "9 days of the trial are left");
  await look(page, "plan-trial");
  await page.context().close();
});

test("a subscription: paid, past due, mended", async () => {
  const page = await signIn(world, "Ines");
  await at(page, "/billing", "Adler & Sons");
  await look(page, "billing");
  await at(page, "/team", "8 of 10");
  await look(page, "team-near");
  await at(page, "/plans", "Pro, by subscription.");
  await look(page, "plan-pro");
  await at(page, "/portal", "Let a payment fail");
  await look(page, "portal");
  await at(page, "/checkout?price=price-premium", "Help desk Premium");
  await look(page, "checkout");
  await page.getByRole("button", { name: "Pay €79" }).click();
  await page.getByText("Paid. You have Premium.").waitFor();
  await look(page, "plan-paid");
  await at(page, "/checkout?price=price-pro", "You lose Extensions.");
  await look(page, "checkout-downgrade");
  const sol = await signIn(world, "Sol");
  await at(sol, "/plans", "A payment failed");
  await look(sol, "plan-past-due");
  await at(sol, "/portal", "Update the card and pay");
  await look(sol, "portal-past-due");
  await page.context().close();
  await sol.context().close();
});

test("a plan that is not set up, and the community edition", async () => {
  const hana = await signIn(world, "Hana");
  await at(hana, "/extensions", "This subscription is not set up.");
  await look(hana, "upsell-misconfigured");
  await at(hana, "/plans", "No plan is set up.");
  await look(hana, "plan-misconfigured");
  const cleo = await signIn(world, "Cleo");
  await at(cleo, "/extensions", "Code host");
  await look(cleo, "extensions-community");
  await at(cleo, "/assistant", "Ask for the file");
  await look(cleo, "assistant-community");
  await at(cleo, "/plans", "Community edition");
  await look(cleo, "plan-community");
  await hana.context().close();
  await cleo.context().close();
});

test("without network, signed out, and with the server gone", async () => {
  const page = await signIn(world, "Sol");
  await following(page);
  await page.context().setOffline(true);
  await page.getByText("Offline.").waitFor();
  await look(page, "tickets-offline");
  await page.getByRole("link", { name: "Projects" }).click();
  await page.getByText("This cannot be loaded right now.").waitFor();
  await page.getByLabel("New project").fill("Kept");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByText("There was no answer").waitFor();
  await look(page, "projects-offline");
  await page.context().setOffline(false);
  await page.getByText("Offline.").waitFor({ state: "detached" });
  await page.evaluate(() => fetch("/tiers/session", { method: "DELETE" }));
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await page.getByText("You are signed out").waitFor();
  await look(page, "signed-out");
  await world.rust.end();
  await at(page, "/sign-in", "The help desk cannot be reached");
  await look(page, "unavailable");
  await page.context().close();
});

test("the pictures are those of these states, and small", () => {
  assert.deepEqual(readdirSync(kept).sort(), taken.toSorted(), "TIERGATE_UPDATE=1 writes them");
  const bytes = readdirSync(kept).reduce((sum, name) => sum + statSync(kept + name).size, 0);
  assert.ok(bytes < MOST, `${bytes} bytes`);
});

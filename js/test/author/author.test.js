// The authoring kit: its answers, its errors, and its two entries.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Policy, TiergateError } from "tiergate";
import { loadKit, MapError } from "tiergate/author";
import { policyFiles } from "../fixtures.js";
import { maps } from "./maps.js";

const kit = await loadKit();
const root = fileURLToPath(new URL("../../..", import.meta.url));
const map = (name) => ({ name: `${name}.json`, text: readFileSync(`${root}tests/policies/${name}.json`, "utf8") });
const notes = map("notes");
const edited = (from, to) => ({ ...notes, text: notes.text.replace(from, to) });

test("a valid map has no errors", () => {
  for (const { name, text } of maps) assert.deepEqual(kit.check({ name, text }).filter(({ severity }) => severity === "error"), [], name);
});

test("a problem is where its text is, also after an emoji", () => {
  const text = '{ "name": "🦀👩‍💻", "nmae": "" }';
  const { line, column, text: shown, message, help } = kit.check({ name: "a.json", text }).find((it) => it.text === '"nmae"');
  assert.equal(text.slice(column - 1, column - 1 + shown.length), '"nmae"');
  assert.deepEqual([line, message, help], [1, "unknown key `nmae`", "did you mean `name`? if not, remove it"]);
});

test("a map that is refused is an error with all problems", () => {
  const broken = edited('"extends": "free"', '"extends": "fre"');
  for (const ask of [() => kit.preview(broken), () => kit.decide(broken, { call: "describe" }), () => kit.compare(broken, notes), () => kit.compare(notes, broken)])
    assert.throws(ask, (error) => {
      assert.ok(error instanceof MapError && error instanceof TiergateError);
      assert.equal(error.code, "bad-request");
      assert.deepEqual(error.problems, kit.check(broken));
      return true;
    });
});

test("a request that is refused is an error", () => {
  const refused = (ask, message) => assert.throws(ask, (error) => error instanceof TiergateError && error.code === "bad-request" && message.test(error.message));
  refused(() => kit.check({ name: "notes.yaml", text: "" }), /`notes.yaml` is neither a `.json` nor a `.toml` file/);
  refused(() => kit.decide(notes, { call: "guess" }), /`call`: give one of describe/);
  refused(() => kit.decide(notes, { call: "check", tenant: { plan: "pro" }, feature: "export", now: 0 }), /tenant.plan/);
  refused(() => kit.decide(notes, { call: "checkCap", tenant: {}, cap: "maxNotes", used: 0, amount: 0, now: 0 }), /`amount`/);
  const twice = [{ source: "manual" }, { source: "manual" }];
  refused(() => kit.decide(notes, { call: "resolve", tenant: { assignments: twice }, now: 0 }), /it once/);
  refused(() => kit.decide(notes, { call: "onSignup", now: 0 }), /`call`: give one of describe,resolve,check,checkCap,entitle, not `onSignup`/);
});

test("the preview is a table", () => {
  const { tiers, features, caps } = kit.preview(notes);
  assert.deepEqual(tiers.map(({ id, offered }) => [id, offered]), [["free", true], ["pro", true], ["partner", false]]);
  assert.deepEqual(features.map((it) => it.tiers), [
    ["always", "always", "always"],
    ["not-included", "included", "included"],
    Array(3).fill({ "add-ons": ["assistant"] }),
  ]);
  assert.deepEqual(caps, [{ id: "maxNotes", label: "Notes", unit: "notes", period: null, limits: [{ "at-most": 5 }, { "at-most": 100 }, "unlimited"], addOns: [["assistant", { add: 50 }]] }]);
});

test("two maps, or a policy and a map, are compared", async () => {
  const more = edited('"caps": {"maxNotes": 5}', '"caps": {"maxNotes": 9}');
  const change = { subject: { tier: "free" }, part: { cap: "maxNotes" }, old: "5", new: "9" };
  assert.deepEqual(kit.compare(notes, more), [change]);
  assert.deepEqual(kit.compare(notes, notes), []);
  const policy = await Policy.load(policyFiles.notes);
  assert.deepEqual(kit.compare(policy.describe(), more), [change]);
  // The catalog of each policy is that of its map.
  for (const [name, file] of Object.entries(policyFiles)) {
    const catalog = (await Policy.load(file)).describe();
    assert.deepEqual(kit.compare(catalog, map(name)), [], name);
    assert.deepEqual(kit.compare(map(name), catalog), [], name);
  }
});

test("the shared cases", () => {
  const all = JSON.parse(readFileSync(`${root}tests/cases/seed.json`, "utf8"));
  const cases = all.filter(({ request }) => !request.call.startsWith("on"));
  for (const { map: name, request, answer, why } of cases) assert.deepEqual(kit.decide(map(name), request), answer, `${name}: ${why}`);
  assert.ok(cases.length > 50, `${cases.length} cases`);
});

test("both entries have the same exports", async () => {
  const [node, web] = await Promise.all([import("../../dist/author/node.js"), import("../../dist/author/web.js")]);
  assert.deepEqual(Object.keys(node).sort(), Object.keys(web).sort());
});

test("the browser's entry takes a module that was compiled before", async () => {
  const module = await WebAssembly.compile(readFileSync(new URL("../../dist/author/wasm/kit_bg.wasm", import.meta.url)));
  const web = await import("../../dist/author/web.js");
  assert.deepEqual((await web.loadKit(module)).check(notes), kit.check(notes));
});

test("a module that cannot be fetched is unavailable, and can be loaded again", async () => {
  const { loader } = await import("../../dist/author/kit.js?again");
  let tries = 0;
  const load = loader(() => (tries++ ? readFileSync(new URL("../../dist/author/wasm/kit_bg.wasm", import.meta.url)) : Promise.reject(new Error("away"))));
  await assert.rejects(load(), (error) => error instanceof TiergateError && error.code === "unavailable" && /away/.test(error.message));
  assert.deepEqual((await load()).check(notes), kit.check(notes));
});

// Menus with only what the tenant may use.
import assert from "node:assert/strict";
import { test } from "node:test";
import { filterByTier } from "../dist/client/menu.js";

const tier = { hasFeature: (feature) => feature === "export" };
const menu = Object.freeze([
  { title: "Notes" },
  { title: "Export", requiredFeature: "export" },
  { title: "AI", requiredFeature: "ai" },
  { title: "Data", items: [{ title: "Import", requiredFeature: "import" }, { title: "Deep", children: [{ title: "Export", requiredFeature: "export" }] }] },
  { title: "Emptied", items: [{ title: "AI", requiredFeature: "ai" }] },
  { title: "Empty", items: [] },
  { title: "Section", requiredFeature: "ai", items: [{ title: "Anything" }] },
]);

test("a menu is filtered at any depth, emptied sections go, and nothing is changed", () => {
  const before = JSON.stringify(menu);
  assert.deepEqual(filterByTier(menu, tier), [
    { title: "Notes" },
    { title: "Export", requiredFeature: "export" },
    { title: "Data", items: [{ title: "Deep", children: [{ title: "Export", requiredFeature: "export" }] }] },
    { title: "Empty", items: [] },
  ]);
  assert.equal(JSON.stringify(menu), before);
});

test("while nothing is known, what requires a feature is left out", () => {
  assert.deepEqual(filterByTier(menu, { hasFeature: () => false }).map(({ title }) => title), ["Notes", "Empty"]);
});

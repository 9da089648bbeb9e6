// The types of the server's routes are those of the server's OpenAPI document.
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { startWorld } from "./world.js";

const types = fileURLToPath(new URL("../types/", import.meta.url));

let world;
before(async () => {
  world = await startWorld();
});
after(() => world.end());

test("src/api/schema.d.ts is fresh", () => {
  assert(existsSync(`${types}node_modules`), "type `npm ci` in js/admin/types");
  execFileSync("node", ["generate.js", `${world.server()}/openapi.json`, "--check"], { cwd: types, stdio: "pipe" });
});

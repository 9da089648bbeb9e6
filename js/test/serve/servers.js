// Real servers for tests: `tiergate serve`, which TIERGATE_BIN names.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyFiles } from "../fixtures.js";
import { freePort, start, until } from "./processes.js";

export const bin = process.env.TIERGATE_BIN;
assert(bin, "no command: type `cargo build`, and set TIERGATE_BIN to target/debug/tiergate");

/** Makes a folder with the keys and the policy of servers, which `end` removes. */
export const newPlace = () => {
  const folder = mkdtempSync(join(tmpdir(), "tiergate-serve-"));
  const secret = randomBytes(32).toString("base64");
  for (const name of ["token", "session"]) writeFileSync(join(folder, name), secret);
  writeFileSync(join(folder, "notes.wasm"), policyFiles.notes);
  return { folder, secret, policy: join(folder, "notes.wasm"), end: () => rmSync(folder, { recursive: true }) };
};

/** Starts `tiergate serve` on a store. */
export async function startServer(place, store, name = "one") {
  const port = await freePort();
  const file = (name) => join(place.folder, name);
  const keys = ["--token-algorithm", "hs256", "--token-key", file("token"), "--token-issuer", "https://id.example.com", "--session-key", file("session")];
  const { end } = start(bin, ["serve", "--store", store, "--policy", place.policy, "--listen", `127.0.0.1:${port}`, ...keys, "--session-insecure", "--policy-cache", file(name)]);
  const url = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${url}/healthz`).then((it) => it.ok, () => false));
  return { url, end };
}

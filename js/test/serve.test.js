// The client and `readSession` against a real `tiergate serve`. TIERGATE_BIN names the command.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createTierClient } from "../dist/index.js";
import { readSession, tiersOf } from "../dist/server/index.js";
import { policyFiles } from "./fixtures.js";

const bin = process.env.TIERGATE_BIN;

const tokenOf = (secret, claims) => {
  const part = (it) => Buffer.from(JSON.stringify(it)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${part({ alg: "HS256" })}.${part({ aud: "tiergate", iss: "https://id.example.com", exp, ...claims })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
};

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const until = async (is) => {
  for (let tries = 0; !(await is()); tries++) {
    assert(tries < 150, "it did not happen in 15 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

test("a real server's session: the same decisions, a change and a sign-out", { skip: bin ? false : "TIERGATE_BIN is not set" }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "tiergate-serve-"));
  const secret = randomBytes(32).toString("base64");
  for (const name of ["token", "session"]) writeFileSync(join(folder, name), secret);
  writeFileSync(join(folder, "notes.wasm"), policyFiles.notes);
  const store = ["--store", `sqlite:${join(folder, "tiers.db")}`, "--policy", join(folder, "notes.wasm")];
  execFileSync(bin, ["tenant", "create", "acme", ...store]);
  const port = await freePort();
  const args = ["--listen", `127.0.0.1:${port}`, "--token-algorithm", "hs256", "--token-key", join(folder, "token")];
  const more = ["--token-issuer", "https://id.example.com", "--session-key", join(folder, "session")];
  const server = spawn(bin, ["serve", ...store, ...args, ...more, "--policy-cache", join(folder, "cache")], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  try {
    await until(() => fetch(`${url}/healthz`).then((it) => it.ok, () => false));
    const authorization = `Bearer ${tokenOf(secret, { sub: "ann", tenant: "acme", roles: [] })}`;
    const signedIn = await fetch(`${url}/session`, { method: "POST", headers: { authorization } });
    let cookie = signedIn.headers.get("set-cookie").split(";")[0];
    const session = await readSession(cookie, { url });
    const client = createTierClient({ url, fetch: (to, options) => fetch(to, { ...options, headers: cookie ? { cookie } : {} }) });
    const snapshot = await client.refresh();
    assert.equal(snapshot.status, "ready");
    assert.equal(snapshot.by, "policy");
    assert.equal(snapshot.differs, undefined);
    assert.equal(snapshot.tier, "pro", "a new tenant is on trial");
    assert.equal(snapshot.trial.daysLeft, 14);
    assert.deepEqual(tiersOf(session).check("export"), client.check("export"));
    execFileSync(bin, ["tenant", "feature", "acme", "export", "off", ...store]);
    await until(async () => (await client.refresh()).features.export.reason === "switched-off");
    assert.equal(client.snapshot.differs, undefined);
    cookie = "";
    assert.equal((await client.refresh()).status, "signed-out");
  } finally {
    server.kill();
    await new Promise((resolve) => server.once("exit", resolve));
    rmSync(folder, { recursive: true });
  }
});

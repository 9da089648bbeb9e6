// The client and `readSession` against a real `tiergate serve`. TIERGATE_BIN names the command.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { featureState } from "../../dist/client/states.js";
import { createTierClient } from "../../dist/index.js";
import { readSession, tiersOf } from "../../dist/server/index.js";
import { tokenOf, until } from "./processes.js";
import { bin, newPlace, startServer } from "./servers.js";

test("a real server's session: the same decisions and sentences, a change and a sign-out", async () => {
  const place = newPlace();
  const store = `sqlite:${join(place.folder, "tiers.db")}`;
  const tenant = (...args) => execFileSync(bin, ["tenant", ...args, "--store", store, "--policy", place.policy]);
  tenant("create", "acme");
  const server = await startServer(place, store);
  const { url } = server;
  try {
    const authorization = `Bearer ${tokenOf(place, { sub: "ann", tenant: "acme", roles: [] })}`;
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
    tenant("feature", "acme", "export", "off");
    await until(async () => (await client.refresh()).features.export.reason === "switched-off");
    assert.equal(client.snapshot.differs, undefined);
    for (const feature of ["export", "ai", "nope"]) {
      const question = { method: "POST", headers: { authorization, "content-type": "application/json" }, body: JSON.stringify({ feature }) };
      const { message } = await (await fetch(`${url}/v1/tenants/acme/check`, question)).json();
      assert(message);
      assert.equal(featureState(client.snapshot, feature).message, message);
    }
    cookie = "";
    assert.equal((await client.refresh()).status, "signed-out");
  } finally {
    await server.end();
    place.end();
  }
});

// Real servers for tests: PostgreSQL and `tiergate serve`, which TIERGATE_BIN names.
import { execFileSync, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyFiles } from "../fixtures.js";

export const bin = process.env.TIERGATE_BIN;
export const skip = bin ? false : "TIERGATE_BIN is not set";

/** Returns a token that the servers accept. */
export const tokenOf = ({ secret }, claims) => {
  const part = (it) => Buffer.from(JSON.stringify(it)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${part({ alg: "HS256" })}.${part({ aud: "tiergate", iss: "https://id.example.com", exp, ...claims })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
};

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export const until = async (is) => {
  for (let tries = 0; !(await is()); tries++) {
    if (tries > 300) throw new Error("it did not happen in 30 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

/** Makes a folder with the keys and the policy of servers, which `end` removes. */
export const newPlace = () => {
  const folder = mkdtempSync(join(tmpdir(), "tiergate-serve-"));
  const secret = randomBytes(32).toString("base64");
  for (const name of ["token", "session"]) writeFileSync(join(folder, name), secret);
  writeFileSync(join(folder, "notes.wasm"), policyFiles.notes);
  return { folder, secret, policy: join(folder, "notes.wasm"), end: () => rmSync(folder, { recursive: true }) };
};

/** Starts a program; `end` ends it. */
const start = (program, args, options = {}) => {
  const child = spawn(program, args, { stdio: "ignore", ...options });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const end = (signal) => {
    child.kill(signal);
    return ended;
  };
  return { child, end };
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

/** Returns the folder of PostgreSQL's programs. */
const programs = () => {
  const debian = "/usr/lib/postgresql";
  const newest = existsSync(debian) ? readdirSync(debian).sort((one, other) => one - other).at(-1) : undefined;
  return process.env.TIERGATE_POSTGRES_BIN ?? (newest && join(debian, newest, "bin"));
};

/** Starts PostgreSQL with an empty database. PostgreSQL refuses to be run by root, so root runs it as `postgres`. */
export async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), "tiergate-postgres-"));
  const owner = process.getuid() === 0 ? ownerOf("postgres") : {};
  if (owner.uid) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, "data");
  const run = { cwd: "/", ...owner };
  execFileSync(join(programs(), "initdb"), [`--pgdata=${data}`, "--auth=trust", "--username=tiergate", "--no-sync", "--encoding=UTF8", "--locale=C"], { ...run, stdio: "ignore" });
  const port = await freePort();
  const { end } = start(join(programs(), "postgres"), ["-D", data, "-p", `${port}`, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"], run);
  return {
    store: `postgres://tiergate@127.0.0.1:${port}/postgres`,
    async end() {
      await end("SIGINT");
      rmSync(folder, { recursive: true });
    },
  };
}

const ownerOf = (name) => {
  const id = (flag) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
};

// Programs for tests of this package, of js/admin and of js/product: what any of them starts.
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Returns a token that the servers accept. */
export const tokenOf = ({ secret }, claims) => {
  const part = (it) => Buffer.from(JSON.stringify(it)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${part({ alg: "HS256" })}.${part({ aud: "tiergate", iss: "https://id.example.com", exp, ...claims })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
};

/** Returns a port that nothing listens on. */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Waits until something is so. */
export const until = async (is, seconds = 30) => {
  const end = Date.now() + seconds * 1000;
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`it did not happen in ${seconds} s: ${is}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Starts a program; `end` ends it. */
export const start = (program, args, options = {}) => {
  const child = spawn(program, args, { stdio: "ignore", ...options });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const end = (signal) => {
    child.kill(signal);
    return ended;
  };
  return { child, end };
};

/** Returns the folder of PostgreSQL's programs. */
const programs = () => {
  const debian = "/usr/lib/postgresql";
  const newest = existsSync(debian) ? readdirSync(debian).sort((one, other) => one - other).at(-1) : undefined;
  const folder = process.env.TIERGATE_POSTGRES_BIN ?? (newest && join(debian, newest, "bin"));
  if (!folder) throw new Error("PostgreSQL was not found: type `sudo apt-get install postgresql`, or set TIERGATE_POSTGRES_BIN");
  return folder;
};

/** Starts PostgreSQL with an empty database. It refuses to be run by root, so root runs it as `postgres`. */
export const startPostgres = async () => {
  const folder = mkdtempSync(join(tmpdir(), "tiergate-postgres-"));
  const owner = process.getuid() === 0 ? ownerOf("postgres") : {};
  if (owner.uid) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, "data");
  const run = { cwd: "/", ...owner };
  execFileSync(join(programs(), "initdb"), [`--pgdata=${data}`, "--auth=trust", "--username=tiergate", "--no-sync", "--encoding=UTF8", "--locale=C"], { ...run, stdio: "ignore" });
  const port = await freePort();
  const { end } = start(join(programs(), "postgres"), ["-D", data, "-p", `${port}`, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"], run);
  const store = `postgres://tiergate@127.0.0.1:${port}/postgres`;
  await until(() => {
    try {
      return !!execFileSync(join(programs(), "pg_isready"), ["-h", "127.0.0.1", "-p", `${port}`], { ...run, stdio: "pipe" });
    } catch {
      return false;
    }
  });
  return {
    store,
    async end() {
      await end("SIGINT");
      rmSync(folder, { recursive: true });
    },
  };
};

const ownerOf = (name) => {
  const id = (flag) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
};

// The examples of the documentation: each is compiled under strict TypeScript, and then run, with stand-ins for what a
// page or a server would have.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Policy } from "../dist/index.js";
import { coreModule } from "../dist/wasm/sections.js";
import { policyFiles } from "./fixtures.js";
import { tokenOf } from "./serve/processes.js";
import { bin, newPlace, startServer } from "./serve/servers.js";

const js = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tiergate-docs-"));
after(() => rmSync(folder, { recursive: true }));
for (const name of ["react", "@types", "@openfeature"]) {
  mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
  symlinkSync(join(js, "node_modules", name), join(folder, "node_modules", name));
}
symlinkSync(js, join(folder, "node_modules/tiergate"));

const file = policyFiles.notes;
const policy = await Policy.load(file);
const now = Math.floor(Date.now() / 1000);
const facts = { assignments: [{ source: "billing", plan: "pro" }] };
const answer = { tenant: "acme", facts, policy: { digest: policy.digest }, entitlements: policy.entitle(facts, now), revision: 1, stale: false, session: { expiresAt: now + 3600 }, now };
writeFileSync(join(folder, "notes.wasm"), file);
writeFileSync(join(folder, "core.wasm"), coreModule(file));
writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
writeFileSync(
  join(folder, "given.d.ts"),
  `declare const notes: unknown[];
declare const request: Request;
declare function App(): null;
declare function Export(): null;
declare const token: string;
declare module "*.wasm" { const module: WebAssembly.Module; export default module; }
declare module "*.css";`,
);
// The server that is asked by OFREP is a real one.
const place = newPlace();
const store = `sqlite:${join(place.folder, "tiers.db")}`;
for (const args of [["create", "acme"], ["grant", "acme", "free", "--reason", "a test"]])
  execFileSync(bin, ["tenant", ...args, "--store", store, "--policy", place.policy]);
const server = await startServer(place, store);
after(async () => {
  await server.end();
  place.end();
});
const token = tokenOf(place, { sub: "mailer", roles: ["service"] });

writeFileSync(
  join(folder, "given.js"),
  `import { readFileSync } from "node:fs";
const fetchFrom = globalThis.fetch;
Object.assign(globalThis, { token: "${token}", notes: [1, 2], App: () => null, Export: () => null, request: new Request("http://app/", { headers: { cookie: "a=b" } }) });
globalThis.fetch = async (url, { method, ...more } = {}) =>
  String(url.url ?? url).includes("/ofrep/") ? fetchFrom(new Request(String(url.url ?? url).replace("http://localhost:4747", "${server.url}"), url.url ? url : { method, ...more }))
  : method === "DELETE" ? new Response(null, { status: 204 })
  : String(url).endsWith("/session") ? Response.json(${JSON.stringify(answer)})
  : new Response(readFileSync("notes.wasm"));
`,
);

/** What the bundler makes of files that are not code. */
const files = {
  name: "files",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\.css$/ }, ({ path }) => ({ path, namespace: "css" }));
    onLoad({ filter: /./, namespace: "css" }, () => ({ contents: "" }));
    onResolve({ filter: /\.core\.js$/ }, ({ path }) => ({ path, namespace: "core" }));
    onLoad({ filter: /./, namespace: "core" }, () => ({ contents: `import module from "./core.wasm"; export default { module, digest: "${policy.digest}" };` }));
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path, namespace: "wasm" }));
    onLoad({ filter: /./, namespace: "wasm" }, () => ({ contents: `import { readFileSync } from "node:fs"; export default new WebAssembly.Module(readFileSync("core.wasm"));` }));
  },
};

for (const [page, name] of [["README.md", "readme"], ["doc/front-end.md", "guide"]]) {
  const blocks = [...readFileSync(`${js}${page}`, "utf8").matchAll(/^```(tsx?)\n([^]*?)^```/gm)];
  const names = blocks.map(([, type], i) => `${name}-${i}.${type}`);
  // A declaration of other modules stays one of the whole program.
  const isGlobal = (text) => text.startsWith(`declare module "*`);
  blocks.forEach(([, , text], i) => writeFileSync(join(folder, names[i]), isGlobal(text) ? text : `${text}export {};\n`));

  test(`${page}: ${blocks.length} examples compile`, () => {
    assert(blocks.length > 2);
    // An augmentation of names holds for the whole program, so an example with one is on its own.
    const isAlone = (i) => /declare module "tiergate"/.test(blocks[i][2]);
    for (const group of [names.filter((_, i) => !isAlone(i)), ...names.filter((_, i) => isAlone(i)).map((it) => [it])].filter((it) => it.length)) {
      const compilerOptions = { strict: true, noEmit: true, jsx: "react-jsx", module: "esnext", moduleResolution: "bundler", target: "es2022", lib: ["es2022", "dom", "dom.iterable"], types: ["node"] };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["given.d.ts", ...group] }));
      const { stdout } = spawnSync(process.execPath, [`${js}node_modules/typescript/bin/tsc`, "-p", folder], { encoding: "utf8" });
      assert.equal(stdout, "");
    }
  });

  test(`${page}: ${blocks.length} examples run`, async () => {
    const options = { bundle: true, format: "esm", packages: "external", external: ["node:*"], jsx: "automatic", plugins: [files], outdir: folder, logLevel: "error" };
    await build({ ...options, entryPoints: names.map((it) => join(folder, it)) });
    for (const it of names) {
      const script = `import "./given.js"; await import("./${it.replace(/tsx?$/, "js")}"); process.exit(0);`;
      const { status, stderr, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, encoding: "utf8" });
      assert.equal(status, 0, `${it}: ${stderr}`);
      if (readFileSync(join(folder, it), "utf8").includes("OFREPProvider")) assert.equal(stdout, "false pro Export requires the Pro plan or higher.\n");
    }
  });
}

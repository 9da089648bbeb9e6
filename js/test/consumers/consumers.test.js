// The package as it is published, in a Vite 8 app and under TypeScript 5.9 and 7, without skipLibCheck. Installs
// from npm.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const js = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tiergate-consumers-"));
after(() => rmSync(folder, { recursive: true }));
const run = (program, args, cwd) => spawnSync(program, args, { cwd, encoding: "utf8" });

const REGISTER = `declare module "tiergate" {
  interface Register { features: "export" | "ai"; caps: "maxNotes"; tiers: "free" | "pro"; addOns: "assistant" }
}
export {};
`;
const APP = `import { createTierClient } from "tiergate";
import { TierGate, TierProvider, UpsellPlaceholder, useCap, useTier } from "tiergate/react";
import { TierTestProvider } from "tiergate/react/testing";
import { TierElements } from "tiergate/elements/jsx";
import { TiergateWebProvider } from "tiergate/openfeature";
import "tiergate/react/style.css";

const client = createTierClient({ url: "/tiers" });
TierElements.use(client);
export const provider = new TiergateWebProvider(client);
const Room = () => {
  const { remaining } = useCap("maxNotes", 3);
  const tier = useTier();
  return <p>{tier.status === "ready" ? tier.label : ""}{remaining}</p>;
};
export const App = () => (
  <TierProvider client={client}>
    <TierGate feature="export" fallback={<UpsellPlaceholder feature="export" />}><Room /></TierGate>
    <TierGate tier="pro">pro</TierGate>
    <TierGate feature="export" fallback={({ message }) => <p>{message}</p>}>{({ validUntil }) => validUntil}</TierGate>
    <TierGate cap="maxNotes" used={3} fallback={({ message, remaining }) => <p>{message}{remaining}</p>}>room</TierGate>
    <TierTestProvider status="pending"><Room /></TierTestProvider>
    <tier-gate cap="maxNotes" used={3} id="gate"><tier-upsell slot="fallback" feature="export" href="/plans" /></tier-gate>
    <tier-gate add-on="assistant"><tier-badge /><plan-comparison show-not-offered="" /></tier-gate>
  </TierProvider>
);
`;
/** A gate of server components: React's types of 18 know none that is asynchronous. */
const PAGE = `import { ServerTierGate, type SessionTiers } from "tiergate/server";

export const page = (tiers: SessionTiers | undefined, later: Promise<SessionTiers | undefined>) => (
  <>
    <ServerTierGate tiers={tiers} feature="export" fallback={<p>no</p>}><p>yes</p>yes</ServerTierGate>
    <ServerTierGate tiers={later} cap="maxNotes" used={3} amount={2}>yes</ServerTierGate>
  </>
);
`;
/** A server without React, and without the types of a page. */
const SERVER = `import { Policy, type Tenant } from "tiergate";
import { loadKit } from "tiergate/author";
import { TiergateServerProvider } from "tiergate/openfeature/server";
import { assertTierAccess, readSession, TierAccessError, tiersOf } from "tiergate/server";

const tenant: Tenant = { assignments: [{ source: "billing", plan: "pro" }] };
export const decide = async (file: Uint8Array<ArrayBuffer>) => (await Policy.load(file)).check(tenant, "export", 1_772_700_000).allowed;
export const kit = loadKit();
export const provider = new TiergateServerProvider(async () => undefined);
export async function handle(request: Request): Promise<Response> {
  const session = await readSession(request, { url: "http://localhost:4747" });
  const tiers = session && tiersOf(session);
  try {
    assertTierAccess(tiers, "export");
    return Response.json(tiers.snapshot.label);
  } catch (error) {
    if (error instanceof TierAccessError) return Response.json(error, { status: error.status });
    throw error;
  }
}
`;
/** What must not compile, a line each. */
const WRONG = [
  `<TierGate feature="exprot">x</TierGate>`,
  `<TierGate feature="export" tier="pro">x</TierGate>`,
  `<TierGate>x</TierGate>`,
  `<TierGate cap="maxNotes">x</TierGate>`,
  `<TierGate tier="prp">x</TierGate>`,
  `<TierGate addOn="assistent">x</TierGate>`,
  `<UpsellPlaceholder cap="maxNotes" />`,
  `<tier-gate feature="exprot" />`,
  `<tier-gate feature="export" tier="pro" />`,
  `<tier-gate />`,
  `<tier-upsell cap="maxNotes" />`,
  `<tier-bagde />`,
  `<ServerTierGate tiers={undefined} feature="exprot" />`,
  `<ServerTierGate tiers={undefined} cap="maxNotes" amount={2} />`,
];

const BUNDLED = { jsx: "react-jsx", module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom", "dom.iterable"], types: [] };
const ON_NODE = { module: "nodenext", lib: ["es2023"], types: ["node"] };

function install(name, packages, files = { "app.tsx": APP, "page.tsx": PAGE }, options = BUNDLED) {
  const app = join(folder, name);
  mkdirSync(join(app, "src"), { recursive: true });
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")));
  writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
  execFileSync("npm", ["i", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", tarball, ...packages], { cwd: app });
  writeFileSync(join(app, "src/tiergate.d.ts"), REGISTER);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(app, "src", file), text);
  const compilerOptions = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false, target: "es2022", ...options };
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  return app;
}

/** Returns what TypeScript complains about. */
const compile = (app) => {
  const { stdout, stderr } = run(process.execPath, [join(app, "node_modules/typescript/bin/tsc"), "-p", "."], app);
  return stdout + stderr;
};

const REACT = { 18: ["react@18.3.1", "react-dom@18.3.1", "@types/react@18.3.32"], 19: ["react@19.3.1", "react-dom@19.3.1", "@types/react@19.3.0"] };
const WEB = "@openfeature/web-sdk@1.10.0";

test("the package is packed", () => {
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], { cwd: js });
});

for (const version of ["5.9.3", "7.0.2"])
  for (const react of [18, 19])
    test(`TypeScript ${version}, React ${react}: it compiles without skipLibCheck, and a mistyped name does not`, () => {
      const app = install(`ts-${version}-${react}`, [`typescript@${version}`, ...REACT[react], WEB]);
      assert.equal(compile(app), "");
      const wrong = WRONG.map((line, i) => `export const wrong${i} = ${line};`).join("\n");
      const imports = `import { TierGate, UpsellPlaceholder } from "tiergate/react"; import { ServerTierGate } from "tiergate/server";`;
      writeFileSync(join(app, "src/wrong.tsx"), `${imports}\n${wrong}\n`);
      const lines = new Set([...compile(app).matchAll(/wrong\.tsx\((\d+),/g)].map(([, line]) => Number(line)));
      assert.deepEqual([...lines].sort((one, other) => one - other), WRONG.map((_, i) => i + 2));
    });

for (const version of ["5.9.3", "7.0.2"])
  test(`TypeScript ${version}: a server compiles without React and without the types of a page`, () => {
    const packages = [`typescript@${version}`, "@types/node@20.19.43", "@openfeature/server-sdk@1.23.0"];
    assert.equal(compile(install(`server-${version}`, packages, { "server.ts": SERVER }, ON_NODE)), "");
  });

test("a Vite 8 app builds", () => {
  const app = install("vite", ["vite@8.3.8", ...REACT[19], WEB]);
  writeFileSync(join(app, "index.html"), `<div id="root"></div><script type="module" src="/src/main.tsx"></script>`);
  writeFileSync(join(app, "src/main.tsx"), `import { createRoot } from "react-dom/client";\nimport { App } from "./app.js";\ncreateRoot(document.querySelector("#root")!).render(<App />);\n`);
  const { status, stderr } = run(process.execPath, [join(app, "node_modules/vite/bin/vite.js"), "build"], app);
  assert.equal(status, 0, stderr);
  const assets = readdirSync(join(app, "dist/assets"));
  const css = readFileSync(join(app, "dist/assets", assets.find((name) => name.endsWith(".css"))), "utf8");
  assert.match(css, /tiergate-upsell/);
});

// The package as it is published, in a Vite 8 app and under TypeScript 5.9 and 7, without skipLibCheck. Installs
// from npm, so it runs only with TIERGATE_CONSUMERS=1.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const js = fileURLToPath(new URL("../..", import.meta.url));
const skip = process.env.TIERGATE_CONSUMERS ? false : "set TIERGATE_CONSUMERS=1 to install from npm";
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
    <TierTestProvider status="pending"><Room /></TierTestProvider>
    <tier-gate cap="maxNotes" used={3} id="gate"><tier-upsell slot="fallback" feature="export" href="/plans" /></tier-gate>
    <tier-gate add-on="assistant"><tier-badge /><plan-comparison show-not-offered="" /></tier-gate>
  </TierProvider>
);
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
];

function install(name, packages) {
  const app = join(folder, name);
  mkdirSync(join(app, "src"), { recursive: true });
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")));
  writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
  execFileSync("npm", ["i", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", tarball, ...packages], { cwd: app });
  writeFileSync(join(app, "src/tiergate.d.ts"), REGISTER);
  writeFileSync(join(app, "src/css.d.ts"), `declare module "*.css";\n`);
  writeFileSync(join(app, "src/app.tsx"), APP);
  const compilerOptions = { strict: true, noEmit: true, skipLibCheck: false, jsx: "react-jsx", module: "esnext", moduleResolution: "bundler", target: "es2022", lib: ["es2022", "dom", "dom.iterable"] };
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] }, include: ["src"] }));
  return app;
}

const common = ["react@19.3.1", "react-dom@19.3.1", "@types/react@19.3.0", "@openfeature/web-sdk@1.10.0"];

test("the package is packed", { skip }, () => {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: js });
});

for (const version of ["5.9.3", "7.0.2"]) {
  test(`TypeScript ${version}: it compiles without skipLibCheck, and a mistyped name does not`, { skip }, () => {
    const app = install(`ts-${version}`, [`typescript@${version}`, ...common]);
    const compile = () => run(process.execPath, [join(app, "node_modules/typescript/bin/tsc"), "-p", "."], app);
    const right = compile();
    assert.equal(right.stdout + right.stderr, "");
    const wrong = WRONG.map((line, i) => `export const wrong${i} = ${line};`).join("\n");
    writeFileSync(join(app, "src/wrong.tsx"), `import { TierGate, UpsellPlaceholder } from "tiergate/react";\n${wrong}\n`);
    const lines = new Set([...compile().stdout.matchAll(/wrong\.tsx\((\d+),/g)].map(([, line]) => Number(line)));
    assert.deepEqual([...lines].sort((one, other) => one - other), WRONG.map((_, i) => i + 2));
  });
}

test("a Vite 8 app builds", { skip }, () => {
  const app = install("vite", ["vite@8.3.8", ...common]);
  writeFileSync(join(app, "index.html"), `<div id="root"></div><script type="module" src="/src/main.tsx"></script>`);
  writeFileSync(join(app, "src/main.tsx"), `import { createRoot } from "react-dom/client";\nimport { App } from "./app.js";\ncreateRoot(document.querySelector("#root")!).render(<App />);\n`);
  const { status, stderr } = run(process.execPath, [join(app, "node_modules/vite/bin/vite.js"), "build"], app);
  assert.equal(status, 0, stderr);
  const assets = readdirSync(join(app, "dist/assets"));
  const css = readFileSync(join(app, "dist/assets", assets.find((name) => name.endsWith(".css"))), "utf8");
  assert.match(css, /tiergate-upsell/);
});

// Builds the pages' script and stylesheet, and the server, into dist/.
import { cp, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// One copy of React for the product and for the package, which is linked, and would find its own.
const alias = Object.fromEntries(["react", "react-dom"].map((name) => [name, here(`node_modules/${name}`)]));
const options = {
  bundle: true,
  jsx: "automatic",
  alias,
  absWorkingDir: here("."),
  outdir: here("dist"),
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
};

await rm(here("dist"), { recursive: true, force: true });
await Promise.all([
  build({ ...options, entryPoints: { page: "src/page.tsx", style: "src/style.css" }, format: "esm", target: "es2022", minify: true, external: ["*.woff2"] }),
  build({ ...options, entryPoints: { server: "src/server/main.ts" }, platform: "node", format: "cjs", target: "node20", outExtension: { ".js": ".cjs" } }),
]);
await cp(here("node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"), here("dist/inter.woff2"));

// Bundles the pages of the tests with one version of React or another.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const versions = ["18.3", "19.3"];
const folder = fileURLToPath(new URL(".", import.meta.url));
const js = fileURLToPath(new URL("../..", import.meta.url));

/** Resolves React to one version, and the package to what was built. */
const pluginOf = (version) => ({
  name: "versions",
  setup({ onResolve, resolve }) {
    const from = version === "18.3" ? `${js}test/react18` : js;
    onResolve({ filter: /^react(-dom)?(\/|$)/ }, ({ path, kind, pluginData }) =>
      pluginData === "done" ? undefined : resolve(path, { kind, resolveDir: from, pluginData: "done" }),
    );
    onResolve({ filter: /^tiergate/ }, ({ path, kind, pluginData }) =>
      pluginData === "done" ? undefined : resolve(path, { kind, resolveDir: js, pluginData: "done" }),
    );
  },
});

/** Returns the text of a bundle of a file in this folder. */
export async function bundle(version, entry, platform = "browser") {
  const { outputFiles } = await build({
    entryPoints: [`${folder}${entry}`],
    bundle: true,
    write: false,
    format: platform === "browser" ? "esm" : "cjs",
    platform,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    plugins: [pluginOf(version)],
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Returns what a bundle for Node exports. */
export async function imported(version, entry) {
  const module = { exports: {} };
  const { createRequire } = await import("node:module");
  new Function("module", "exports", "require", await bundle(version, entry, "node"))(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}

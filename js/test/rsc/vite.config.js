import rsc from "@vitejs/plugin-rsc";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const entry = (name) => ({ build: { outDir: `dist/${name}`, rollupOptions: { input: { index: `./src/entry.${name}.jsx` } } } });

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  oxc: { jsx: { runtime: "automatic" } },
  plugins: [rsc()],
  environments: { rsc: entry("rsc"), ssr: entry("ssr"), client: entry("client") },
});

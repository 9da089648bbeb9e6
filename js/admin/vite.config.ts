import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { licences } from "./licences.js";

const server = process.env.TIERGATE_URL ?? "http://127.0.0.1:4747";

export default defineConfig({
  base: "./",
  plugins: [react(), licences()],
  // The npm package in `..` has a React of its own for its tests.
  resolve: { dedupe: ["react", "react-dom"] },
  // The editor's worker is a module: it finds the authoring kit next to itself.
  worker: { format: "es" },
  build: {
    target: "es2023",
    // The content security policy has no `data:` but for images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: Object.fromEntries(["/v1", "/session", "/policies/"].map((path) => [path, server])) },
});

// The screen at an address of its own, as a product may mount it: below `/ops/admin`, with the server's routes below `/ops`.
import { existsSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join } from "node:path";
import { dist } from "./paths.js";

/** The content security policy that `tiergate serve` sends with the screen. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".txt": "text/plain", ".wasm": "application/wasm" };

/** Returns the page with what the server writes into it. */
const page = (config) => {
  const json = JSON.stringify(config).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return readFileSync(join(dist, "index.html"), "utf8").replace('<meta name="tiergate-admin" content="">', `<base href="/ops/admin/"><meta name="tiergate-admin" content="${json}">`);
};

const sendFile = (response, path, config) => {
  const file = join(dist, path);
  const isPage = extname(path) === "";
  if (!isPage && !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[isPage ? ".html" : extname(path)], "content-security-policy": POLICY, "cache-control": "no-cache" });
  response.end(isPage ? page(config) : readFileSync(file));
};

/** Passes a request on to the server, and streams its answer. */
const pass = (incoming, outgoing, server) => {
  const to = new URL(incoming.url.slice("/ops".length), server);
  const passed = request(to, { method: incoming.method, headers: { ...incoming.headers, host: incoming.headers.host } }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on("error", () => outgoing.destroy());
  outgoing.on("close", () => passed.destroy());
  incoming.pipe(passed);
};

/** Starts the site in front of a server, whose address it asks for with each request. */
export const startSite = async (serverUrl, config = {}) => {
  const site = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url, "http://site");
    if (/^\/ops\/(v1|session|policies\/[0-9a-f]+\.wasm)/.test(pathname)) return pass(incoming, outgoing, serverUrl());
    if (pathname.startsWith("/ops/admin")) return sendFile(outgoing, pathname.slice("/ops/admin".length), { api: "/ops", tokenForm: true, ...config });
    outgoing.writeHead(404).end();
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  const end = () => {
    site.closeAllConnections();
    return new Promise((resolve) => site.close(resolve));
  };
  return { url: `http://127.0.0.1:${site.address().port}/ops/admin`, end };
};

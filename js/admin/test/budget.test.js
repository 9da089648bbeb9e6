// What a browser loads for the first view, and what is shipped.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { dist, pictures } from "./paths.js";

const KB = 1024;
const assets = join(dist, "assets");
const html = readFileSync(join(dist, "index.html"), "utf8");
const names = readdirSync(assets);
const gzipped = (name) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length;
const firstView = (end) => [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g)].map(([, name]) => name).filter((name) => name.endsWith(end));

test("the first view has at most 150 KB of JavaScript and 6 KB of CSS, gzipped", (t) => {
  const sizes = Object.fromEntries([".js", ".css"].map((end) => [end, firstView(end).reduce((sum, name) => sum + gzipped(name), 0)]));
  t.diagnostic(`JavaScript ${(sizes[".js"] / KB).toFixed(1)} KB, CSS ${(sizes[".css"] / KB).toFixed(1)} KB`);
  assert(firstView(".js").length > 0 && firstView(".css").length > 0);
  assert(sizes[".js"] <= 150 * KB, `${sizes[".js"]} B of JavaScript`);
  assert(sizes[".css"] <= 6 * KB, `${sizes[".css"]} B of CSS`);
});

test("there is one font", (t) => {
  const fonts = names.filter((name) => /\.(woff2?|ttf|otf)$/.test(name));
  assert.equal(fonts.length, 1, fonts.join(", "));
  t.diagnostic(`${readFileSync(join(assets, fonts[0])).length} B`);
});

test("every file but the page has a hash in its name", () => {
  assert.deepEqual(readdirSync(dist).sort(), ["assets", "index.html"]);
  for (const name of names) assert.match(name, /-[\w-]{8}\.\w+$/);
});

test("the page says where the server writes its address", () => {
  const head = html.slice(0, html.indexOf("</head>"));
  assert.equal(head.split('<meta name="tiergate-admin" content="">').length, 2);
  assert(head.indexOf("tiergate-admin") < head.search(/(src|href)=/));
});

test("the licences of everything that is shipped are in it", () => {
  const file = names.find((name) => name.startsWith("licences-"));
  assert(file, "no text with licences");
  const text = readFileSync(join(assets, file), "utf8");
  for (const name of ["react ", "react-dom ", "scheduler ", "@base-ui/react ", "@tanstack/query-core ", "wouter ", "openapi-fetch ", "@fontsource-variable/inter ", "serde_json ", "toml_parser ", "Rust's standard library"])
    assert(text.includes(`\n${name}`), `${name} is missing`);
  assert.match(text, /SIL OPEN FONT LICENSE/i);
});

test("the pictures take at most 10 MB", (t) => {
  const kept = readdirSync(pictures);
  const sum = kept.reduce((total, name) => total + statSync(join(pictures, name)).size, 0);
  t.diagnostic(`${kept.length} pictures, ${sum} bytes`);
  assert.deepEqual(kept.filter((name) => !name.endsWith(".webp")), []);
  assert(sum <= 10_000_000, `${sum} bytes`);
});

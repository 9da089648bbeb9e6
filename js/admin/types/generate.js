// Writes src/api/schema.d.ts from the OpenAPI document of a server, whose address is the argument; with --check it
// fails if the file is stale.
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const [address = "http://127.0.0.1:4747/openapi.json", mode] = process.argv.slice(2);
const file = new URL("../src/api/schema.d.ts", import.meta.url);
const text = `// Written by \`npm run types\` from the server's OpenAPI document.\n\n${astToString(await openapi(new URL(address)))}`;

if (mode === "--check") {
  if (readFileSync(file, "utf8") !== text) {
    console.error("src/api/schema.d.ts is stale: start `tiergate serve`, and type `npm run types` in js/admin");
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
}

// The examples of the documentation: each is parsed, and what it imports exists.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

const js = fileURLToPath(new URL("..", import.meta.url));

for (const page of ["README.md", "doc/front-end.md"]) {
  const blocks = [...readFileSync(`${js}${page}`, "utf8").matchAll(/^```(tsx?)\n([^]*?)^```/gm)];
  test(`${page}: ${blocks.length} examples`, async () => {
    assert(blocks.length > 2);
    for (const [, loader, text] of blocks) {
      await transform(text, { loader, format: "esm" });
      for (const [, names, entry] of text.matchAll(/import \{([^}]+)\} from "(tiergate[^"]*)"/g)) {
        const exported = await import(entry);
        for (const name of names.split(",")) assert(name.trim() in exported, `${entry} has no ${name}`);
      }
    }
  });
}

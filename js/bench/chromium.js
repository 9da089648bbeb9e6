// What a warm decision costs in Chromium, beside GrowthBook's in the same page: `node bench/chromium.js`.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { answerOf, paid, startBrowser, startSite, visit } from "../test/browser/site.js";

const page = `
  import { GrowthBook } from "@growthbook/growthbook";
  import { createTierClient } from "tiergate";
  const client = createTierClient();
  const growthbook = new GrowthBook({ features: { export: { defaultValue: true } } });
  let kept;
  const measure = (work) => {
    const rounds = Array.from({ length: 60 }, () => {
      const start = performance.now();
      for (let turn = 0; turn < 100_000; turn++) kept = work();
      return ((performance.now() - start) * 1e6) / 100_000;
    });
    return rounds.sort((one, other) => one - other)[30];
  };
  const stop = client.subscribe(() => {
    stop();
    const first = performance.now();
    const allowed = client.check("export").allowed;
    window.results = {
      "first decision since navigation": first * 1e6,
      "client.check, warm": measure(() => client.check("export")),
      "GrowthBook evalFeature, warm": measure(() => growthbook.evalFeature("export")),
    };
  });`;
const resolveDir = fileURLToPath(new URL("..", import.meta.url));
const { outputFiles } = await build({ stdin: { contents: page, resolveDir }, bundle: true, minify: true, format: "esm", write: false });
const files = { "/": `<!doctype html><script type="module" src="/bench.js"></script>`, "/bench.js": outputFiles[0].text };
const site = await startSite({ files, state: { "ann-co": answerOf("ann-co", paid) } });
const browser = await startBrowser();
const visited = await visit(await browser.newContext(), site, "/", "ann-co");
await visited.waitForFunction(() => window.results, undefined, { timeout: 60_000 });
for (const [name, value] of Object.entries(await visited.evaluate(() => window.results)))
  console.log(JSON.stringify({ name: `Chromium: ${name}`, value, unit: "ns" }));
await browser.close();
await site.close();

// The hostile files in the browser's host. Run by `cargo test -p tiergate-tests --test hostile`,
// which writes them, what is to become of each, and the answers that the Rust host gave.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const folder = process.env.TIERGATE_HOSTILE;
const js = (name) => import(pathToFileURL(join(process.env.TIERGATE_JS, "dist", name)).href);
const { Policy, TiergateError } = await js("index.js");
const { checkProfile } = await js("wasm/profile.js");

const read = (name) => new Uint8Array(readFileSync(join(folder, name)));
const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const requests = json("requests.json");

/** What the host makes of a file: a code, or a policy. */
async function load(bytes) {
  try {
    checkProfile(bytes);
    return await Policy.load(bytes);
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error) {
  assert.ok(error instanceof TiergateError, `another error than ours: ${error}`);
  return error.code;
}

/** The answer as JSON, or the code of the error. */
function ask(policy, request) {
  try {
    return JSON.stringify(policy.ask(request));
  } catch (error) {
    return codeOf(error);
  }
}

const good = await Policy.load(read("good.policy.wasm"));
const before = requests.map((request) => ask(good, request));

for (const [name, expected] of Object.entries(json("expected.json"))) {
  // Nothing in a browser or in Node can stop WebAssembly that runs.
  const skip = expected.outcome === "never-ends" && "cannot be stopped";
  test(name, { skip }, async (t) => {
    const policy = await load(read(name));
    if (expected.outcome === "differs") t.diagnostic(`here: ${typeof policy === "string" ? policy : "taken"}`);
    else if (expected.outcome === "refused") assert.equal(policy, expected.code);
    else {
      assert.ok(policy instanceof Policy, `refused: ${policy}`);
      const answers = requests.map((request) => ask(policy, request));
      if (expected.outcome === "taken") {
        assert.ok(!answers.includes("unavailable"));
        if (expected.answers) assert.deepEqual(answers, expected.answers);
      } else {
        const at = requests.findIndex(({ call }) => call === expected.call);
        assert.equal(answers[at], "unavailable");
      }
    }
    assert.deepEqual(requests.map((request) => ask(good, request)), before, "the good policy answers as before");
  });
}

test("another tenant is answered as if nobody had been", async () => {
  const policy = await Policy.load(read("remembers.wasm"));
  const answer = () => policy.entitle({ edition: "cloud" }, 0);
  assert.deepEqual(answer(), answer());
});

test("each prefix of a policy is refused alike", async (t) => {
  const file = read("good.policy.wasm");
  const wrong = [];
  for (const [length, code] of json("prefixes.json")) {
    const policy = await load(file.subarray(0, length));
    const found = policy instanceof Policy ? "taken" : policy;
    // The core module is whole, and is all that this host reads.
    if (found === "taken" && code === "missing-export") t.diagnostic(`taken: ${length} of ${file.length} bytes`);
    else if (found !== code) wrong.push(`${length} of ${file.length}: ${found} and not ${code}`);
  }
  assert.deepEqual(wrong, []);
});

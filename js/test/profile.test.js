// The portable profile: each of its refusals, and what it takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Policy } from "../dist/index.js";
import { checkProfile } from "../dist/wasm/profile.js";
import { coreModule } from "../dist/wasm/sections.js";
import { error, policyFiles } from "./fixtures.js";
import { body, component, coreSection, fake, fakeModule, module, section, vector } from "./wasm.js";

const FUNC = section(1, vector([[0x60, 0, 0]]));
const DECLARE = section(3, vector([[0]]));
/** A component whose core module has one function. */
const running = (code, ...more) => component(coreSection(module(FUNC, DECLARE, ...more, section(10, vector([body(code)])))));
const having = (...sections) => component(coreSection(module(...sections)));
const memory = (...limits) => having(section(5, vector([limits])));
const lifted = (...options) => section(8, vector([[0, 0, 0, ...vector(options), 0]]));
const good = coreSection(fakeModule());
const DROP = 0x1a;

const sections = {
  "too-large": { "more than 4 MiB": new Uint8Array(4 * 1024 * 1024 + 1) },
  "not-webassembly": {
    "nothing": new Uint8Array(),
    "half a magic number": Uint8Array.of(0, 97, 115),
    "text": new TextEncoder().encode("<!doctype html>"),
  },
  truncated: {
    "no version": Uint8Array.of(0, 97, 115, 109),
    "an unknown version": Uint8Array.of(0, 97, 115, 109, 12, 0, 1, 0),
    "a section that ends early": component([1, 100, 0]),
    "a section without a size": component([1]),
    "an endless number": component([0, 255, 255, 255, 255, 255, 255]),
    "a core module that is none": component(coreSection([1, 2, 3, 4, 5, 6, 7, 8])),
    "a core section that ends early": component(coreSection([...module(), 0, 9])),
  },
  "core-module": { "a core module": Uint8Array.from(fakeModule()) },
  imports: {
    "the component imports": component(section(10, vector([[0, 1, 97, 1, 0]])), good),
    "the core module imports": having(FUNC, section(2, vector([[1, 97, 1, 98, 0, 0]]))),
  },
  "core-modules": {
    "none": component(),
    "two": component(good, good),
    "two, the first of which imports": component(
      coreSection(module(FUNC, section(2, vector([[1, 97, 1, 98, 0, 0]])))),
      good,
    ),
    "two, one of them nested": component(good, section(4, [...component(good)])),
  },
  "string-encoding": {
    "UTF-16": component(good, lifted([1])),
    "Latin-1 or UTF-16": component(good, lifted([2])),
  },
  memory64: {
    "a 64-bit memory": memory(4, 1),
    "a 64-bit table": having(section(4, vector([[0x70, 5, 1, 1]]))),
  },
  threads: { "a shared memory": memory(3, 1, 1) },
  invalid: {
    "asynchronous": component(good, lifted([6])),
    "another canonical function": component(good, section(8, vector([[2, 0]]))),
    "a body that does not fit its type": running([0x41, 0]),
  },
};

const instructions = {
  threads: { "an atomic instruction": running([0xfe, 3, 0]) },
  "relaxed-simd": { "a relaxed one": running([0xfd, 0x80, 2]) },
  "unsupported-instruction": {
    "a tail call": running([0x12, 0]),
    "an exception": running([0x08, 0]),
    "a reference that is typed": running([0x14, 0]),
    "an allocation on a heap": running([0xfb, 0, 0]),
    "a switch of stacks": running([0xe0, 0]),
    "wide arithmetic": running([0xfc, 0x13]),
    "no opcode at all": running([0xff]),
    "an allocation, and the type that it is of": having(
      section(1, vector([[0x60, 0, 0], [0x5f, 0]])),
      DECLARE,
      section(10, vector([body([0xfb, 1, 1, DROP], [[1, 0x63, 1]])])),
    ),
  },
  invalid: {
    "a typed null": running([0xd0, 0x6c, DROP]),
    "a block of a typed reference": running([0x02, 0x63, 0x70, 0x0b]),
    "a second memory": having(section(5, vector([[0, 1], [0, 1]]))),
    "an operand in a second memory": running([0x41, 0, 0x28, 0x42, 1, 0, DROP], section(5, vector([[0, 1]]))),
    "the size of a second memory": running([0x3f, 1, DROP], section(5, vector([[0, 1]]))),
    "pages of one byte": memory(8, 1, 0),
    "a struct": having(section(1, vector([[0x5f, 0]]))),
    "a local that is a typed reference": component(
      coreSection(module(FUNC, DECLARE, section(10, vector([body([], [[1, 0x63, 0x70]])])))),
    ),
    "a global that is a typed reference": having(section(6, vector([[0x6c, 0, 0xd0, 0x6c, 0x0b]]))),
    "elements that are typed references": having(section(9, vector([[5, 0x6c, 0]]))),
    "a table with a value": having(section(4, vector([[0x40, 0, 0x70, 0, 1, 0xd0, 0x70, 0x0b]]))),
    "a tag": having(FUNC, section(13, vector([[0, 0]]))),
  },
};

for (const [code, files] of Object.entries(sections)) {
  for (const [what, file] of Object.entries(files)) {
    test(`${code}: ${what}`, async () => {
      await assert.rejects(Policy.load(file), error(code));
      if (what !== "a body that does not fit its type") assert.throws(() => checkProfile(file), error(code));
    });
  }
}

for (const [code, files] of Object.entries(instructions)) {
  for (const [what, file] of Object.entries(files)) {
    test(`${code}: ${what}`, () => {
      assert.throws(() => checkProfile(file), error(code));
    });
  }
}

test("a nested component may import, and has no core module", async () => {
  const shim = component(section(10, vector([[0, 1, 97, 1, 0]])));
  const file = component(good, section(4, [...shim]), lifted([0], [3, 0], [4, 0], [5, 0]));
  await Policy.load(file);
  checkProfile(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  checkProfile(file);
});

test("what the profile has is taken", () => {
  const v128 = (...code) => [0xfd, 12, ...Array(16).fill(0), ...code, DROP];
  const code = [
    [0x41, 0, 0xc0, DROP], // sign extension
    [0x43, 0, 0, 0, 0x12, 0xfc, 0, DROP], // saturating; 0x12 is no tail call here
    [0x44, 0, 0, 0, 0, 0, 0, 0, 0xfe, DROP],
    [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f, DROP],
    [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 11, 0], // memory.fill
    [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 10, 0, 0], // memory.copy
    [0xd0, 0x70, 0xd1, DROP], // ref.null
    [0x41, 0, 0x41, 0, 0x41, 0, 0x1c, 1, 0x7f, DROP], // select
    [0x02, 0x40, 0x41, 0, 0x0e, 1, 0, 0, 0x0b], // block, br_table
    [0x02, 0x7f, 0x41, 0, 0x0b, DROP],
    v128(),
    [0x41, 0, 0xfd, 0, 4, 0, DROP], // v128.load
    [0x41, 0, ...v128().slice(0, -1), 0xfd, 84, 0, 0, 3, DROP], // v128.load8_lane
    v128(0xfd, 21, 3),
    [...v128().slice(0, -1), ...v128().slice(0, -1), 0xfd, 13, ...Array(16).fill(0x12), DROP],
    [0x3f, 0, DROP],
  ].flat();
  const file = running(code, section(5, vector([[0, 1]])));
  checkProfile(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  checkProfile(file);
  assert.ok(WebAssembly.validate(coreModule(file)));
});

for (const [name, file] of Object.entries(policyFiles)) {
  test(`${name} is of the portable profile`, () => checkProfile(file));

  test(`${name}, cut anywhere, is refused`, async () => {
    const isRefused = async (end) => {
      const refused = (thrown) => assert.equal(thrown.name, "TiergateError");
      return (await Policy.load(file.slice(0, end)).catch(refused)) === undefined;
    };
    // A cut between two sections may leave a whole component; one byte later it does not.
    for (let end = 0; end < file.length - 1; end += 997)
      assert((await isRefused(end)) || (await isRefused(end + 1)), `cut at ${end}`);
  });
}

test("components may lie deep in one another, and not endlessly so", () => {
  const nested = (depth) => {
    let inner = [];
    for (let i = 0; i < depth; i++) inner = section(4, [...component(inner)]);
    return component(good, inner);
  };
  checkProfile(nested(50));
  assert.throws(() => checkProfile(nested(200)), error("invalid"));
});

test("any byte may be wrong, and nothing else is thrown", async () => {
  const file = fake();
  for (let at = 0; at < file.length; at++)
    for (const byte of [0, 0xff, file[at] ^ 1]) {
      const changed = file.with(at, byte);
      await Policy.load(changed).then(
        (policy) => assert.ok(policy.describe()),
        (thrown) => assert.equal(thrown.name, "TiergateError", thrown.stack),
      );
    }
});

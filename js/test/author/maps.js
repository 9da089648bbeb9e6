// Random tier maps, whole and broken. The same seed makes the same maps.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const read = (folder) =>
  readdirSync(`${root}${folder}`)
    .filter((name) => /\.(json|toml)$/.test(name) && !name.includes("describe"))
    .map((name) => ({ name, text: readFileSync(`${root}${folder}/${name}`, "utf8") }));

/** The maps of the repository, in both formats. */
export const maps = [...read("tests/policies"), ...read("policy/map/tests/maps")].filter(({ name }) => !name.includes(".test.") && (name.startsWith("notes") || name.endsWith(".json")));

const inToml = maps.find(({ name }) => name.endsWith(".toml"));

/** Returns a source of random numbers: mulberry32. */
export const dice = (seed) => {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end) => Math.floor(next() * end);
  return { below, chance: (percent) => below(100) < percent, pick: (list) => list[below(list.length)] };
};

/** Texts that may confuse who counts columns or compares names. */
const ODD = ["🦀", "e\u0301", "\u{1F469}\u200D\u{1F4BB}", "é", "__proto__", "constructor", "\u2028", "\t", '\\"', "ß", "日本", "", " ", "\u{10FFFF}"];

/** Makes one change of a parsed map, which may break it. */
const change = (map, random) => {
  const places = [];
  const visit = (value) => {
    if (value === null || typeof value !== "object") return;
    for (const key of Object.keys(value)) {
      places.push([value, key]);
      visit(value[key]);
    }
  };
  visit(map);
  const [object, key] = random.pick(places);
  const [other, otherKey] = random.pick(places);
  const odd = random.pick(ODD);
  const changes = [
    () => delete object[key],
    () => (object[key] = structuredClone(other[otherKey])),
    () => (object[key] = random.pick([null, true, -1, 1.5, 0, 2 ** 53, 1001, "unlimited", [], {}, odd])),
    () => Array.isArray(object) && object.push(structuredClone(object[key])),
    () => !Array.isArray(object) && ((object[odd + key] = object[key]), delete object[key]),
    () => typeof object[key] === "string" && (object[key] = object[key] + odd),
    () => typeof object[key] === "string" && (object[key] = object[key].slice(1)),
    () => typeof object[key] === "number" && (object[key] = object[key] * 1000 + 1),
  ];
  random.pick(changes)();
};

/** Writes a value as JSON, in one of several styles. */
const write = (value, random) => JSON.stringify(value, null, random.pick([undefined, 1, 2, "\t"])).replaceAll("\n", random.pick(["\n", "\n", "\r\n"]));

/** Moves, copies, deletes and inserts pieces of a text. */
const damage = (text, random) => {
  let letters = [...text];
  for (let i = random.below(3); i >= 0; i--) {
    const from = random.below(letters.length);
    const piece = letters.slice(from, from + 1 + random.below(25));
    const to = random.below(letters.length);
    letters.splice(to, random.below(12), ...random.pick([piece, [random.pick(ODD)], []]));
  }
  return letters.join("");
};

/** Returns a random map, and how it was made. */
export const randomMap = (random) => {
  const { name, text } = random.chance(25) ? inToml : random.pick(maps);
  const way = random.pick(["whole", "changed", "changed", "changed", "damaged", "both"]);
  const isToml = name.endsWith(".toml");
  let result = text;
  if ((way === "changed" || way === "both") && !isToml) {
    const map = JSON.parse(text);
    for (let i = random.below(4); i >= 0; i--) change(map, random);
    // `undefined` is what a change of the whole map may leave.
    result = write(map, random) ?? "null";
  }
  if (way === "damaged" || way === "both" || (isToml && way !== "whole")) result = damage(result, random);
  if (random.chance(3)) result = `\ufeff${result}`;
  // A file has bytes: half of a surrogate pair cannot be in one.
  return { text: result.toWellFormed(), format: isToml ? "toml" : "json", way };
};

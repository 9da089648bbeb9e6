// Collects the licences of what is in the bundle into one text, which is shipped with it: those of the npm packages,
// and those of the crates that the authoring kit is made of, which its build has collected.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const HEAD = "This screen contains the following packages.\n";
const KIT = "The editor's authoring kit contains the following crates.\n\n";

/** Licences that ask for no notice, so that packages need not have their text. */
const WITHOUT_NOTICE = ["Unlicense", "CC0-1.0", "0BSD"];

/** A plugin that writes `assets/licences-….txt` from the modules that the bundle has. */
export const licences = () => ({
  name: "licences",
  apply: "build",
  generateBundle(_, bundle) {
    const modules = [...this.getModuleIds(), ...Object.values(bundle).flatMap((file) => file.originalFileNames ?? [])];
    const folders = new Set(modules.map(packageOf).filter(Boolean));
    const texts = [...folders].map(licenceOf).sort();
    const crates = readFileSync(new URL("../dist/author/wasm/licences.txt", import.meta.url), "utf8");
    this.emitFile({ type: "asset", name: "licences.txt", source: [HEAD, ...new Set(texts), KIT + crates].join(`\n${"-".repeat(72)}\n\n`) });
  },
});

/** Returns the folder of the npm package that a module is from; `undefined` if it is our own. */
const packageOf = (id) => {
  const path = resolve(id.replace(/^\0/, "").split("?")[0]);
  if (!path.includes("/node_modules/")) return undefined;
  const [, scope, name] = /.*\/node_modules\/(@[^/]+\/)?([^/]+)/.exec(path);
  return join(path.slice(0, path.lastIndexOf("/node_modules/")), "node_modules", scope ?? "", name);
};

/** Returns a package's name, version and licence. */
const licenceOf = (folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (WITHOUT_NOTICE.includes(license)) return `${name} ${version} (${license})\n\nIn the public domain: the licence asks for no notice.\n`;
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (!file) throw new Error(`${name} ${version} (${license}) has no file with its licence in ${dirname(folder)}: add its text, or leave the package out`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
};

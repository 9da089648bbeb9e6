import { readFile, writeFile } from "node:fs/promises";
import { TiergateError } from "./error.js";
import { evaluate } from "./eval.js";
import { checkProfile } from "./wasm/profile.js";
import { coreModule } from "./wasm/sections.js";
import { Policy } from "./policy.js";

const USAGE = `usage: tiergate eval FILE
       tiergate core FILE -o MODULE
       tiergate build POLICY.ts [-o FILE]

eval answers requests with the policy in FILE: a line of JSON in, a line of JSON out.

  {"call":"check","tenant":{},"feature":"export","now":1772700000}
  {"call":"resolve",…}  {"call":"checkCap",…}  {"call":"entitle",…}
  {"call":"describe"}   {"call":"onSignup",…}  {"call":"onBilling",…}

core writes the policy's core module, for platforms that compile no bytes, such as
Cloudflare's workers, and prints the digest of FILE, with which to load it.

build compiles a policy in AssemblyScript, and prints its digest and size.

exit codes: 0 all lines read, 3 bad usage or an invalid policy file, 1 other errors
`;

const BAD_INPUT = 3;
const OTHER = 1;

/** Runs the command line, and returns its exit code. */
export async function main(args: string[]): Promise<number> {
  const { stdin, stdout, stderr } = process;
  stdout.on("error", () => process.exit(OTHER));
  const [command, file, flag, output, ...more] = args;
  if (args.includes("--help") || args.includes("-h")) {
    stdout.write(USAGE);
    return 0;
  }
  if (command === "build" && file && !more.length && (flag === undefined || (flag === "-o" && output)))
    return await compile(file, output ?? file.replace(/\.ts$/, "") + ".policy.wasm");
  const isCore = command === "core" && flag === "-o" && !!output;
  if (!file || more.length || !(isCore || (command === "eval" && flag === undefined))) {
    stderr.write(USAGE);
    return BAD_INPUT;
  }
  const policy = await load(file);
  if (policy instanceof Error) {
    stderr.write(`\`${file}\`: ${policy.message}\n`);
    return BAD_INPUT;
  }
  if (isCore) {
    await writeFile(output, coreModule(new Uint8Array(await readFile(file))));
    stdout.write(`${policy.digest}\n`);
    return 0;
  }
  await evaluate(policy, stdin, stdout, stderr);
  return 0;
}

async function compile(file: string, output: string): Promise<number> {
  const { build, BuildError } = await import("./build/build.js");
  try {
    const bytes = new Uint8Array(await build(file));
    // A policy that this host would not load is not worth writing.
    checkProfile(bytes);
    const policy = await Policy.load(bytes);
    policy.describe();
    await writeFile(output, bytes);
    process.stdout.write(`${output}\ndigest ${policy.digest}\nsize   ${bytes.length} bytes\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError || error instanceof TiergateError)) throw error;
    process.stderr.write(`\`${file}\`: ${error.message}\n`);
    return BAD_INPUT;
  }
}

async function load(file: string): Promise<Policy | Error> {
  try {
    const bytes = new Uint8Array(await readFile(file));
    checkProfile(bytes);
    return await Policy.load(bytes);
  } catch (error) {
    if (error instanceof TiergateError || "syscall" in (error as Error)) return error as Error;
    throw error;
  }
}

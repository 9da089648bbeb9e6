import { readFile, writeFile } from "node:fs/promises";
import { TiergateError } from "./error.js";
import { evaluate } from "./eval.js";
import { checkProfile } from "./wasm/profile.js";
import { coreModule } from "./wasm/sections.js";
import { Policy } from "./policy.js";

const USAGE = `usage: tiergate eval FILE
       tiergate core FILE -o MODULE

eval answers requests with the policy in FILE: a line of JSON in, a line of JSON out.

  {"call":"check","tenant":{},"feature":"export","now":1772700000}
  {"call":"resolve",…}  {"call":"checkCap",…}  {"call":"entitle",…}
  {"call":"describe"}   {"call":"onSignup",…}  {"call":"onBilling",…}

core writes the policy's core module, for platforms that compile no bytes, such as
Cloudflare's workers, and prints the digest of FILE, with which to load it.

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

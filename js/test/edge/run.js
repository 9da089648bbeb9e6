// Answers the questions in Node, Deno or Bun: `run.js FILE`.
import { readFileSync } from "node:fs";
import process from "node:process";
import { Policy } from "../../dist/index.js";
import { answers } from "./questions.js";

process.stdout.write(answers(await Policy.load(new Uint8Array(readFileSync(process.argv[2])))));

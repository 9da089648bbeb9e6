import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { type ErrorCode, TiergateError } from "./error.js";
import type { Policy } from "./policy.js";
import type { Request } from "./request.js";

/** Answers each line of JSON from `input` with one to `output`; errors are described in `complaints`. */
export async function evaluate(policy: Policy, input: Readable, output: Writable, complaints: Writable): Promise<void> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let number = 0;
  const answer = (line: Uint8Array): string => {
    number++;
    try {
      return `${JSON.stringify(policy.ask(parse(decoder, line)))}\n`;
    } catch (error) {
      if (!(error instanceof TiergateError)) throw error;
      complaints.write(`line ${number}: ${error.message}\n`);
      return `${JSON.stringify({ error: error.code })}\n`;
    }
  };
  for await (const lines of linesOf(input)) {
    if (!output.write(lines.map(answer).join(""))) await once(output, "drain");
  }
}

function parse(decoder: TextDecoder, line: Uint8Array): Request {
  try {
    return JSON.parse(decoder.decode(line));
  } catch (cause) {
    const code: ErrorCode = "bad-request";
    throw new TiergateError(code, (cause as Error).message, { cause });
  }
}

/** Yields the lines of each chunk as it arrives. A last line without a line feed counts if it is not empty. */
async function* linesOf(input: Readable): AsyncGenerator<Buffer[]> {
  let begun: Buffer[] = [];
  for await (const chunk of input as AsyncIterable<Buffer>) {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end; (end = chunk.indexOf(10, start)) >= 0; start = end + 1) {
      lines.push(Buffer.concat([...begun, chunk.subarray(start, end)]));
      begun = [];
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
    if (lines.length) yield lines;
  }
  if (begun.length) yield [Buffer.concat(begun)];
}

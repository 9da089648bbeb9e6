// Runs in Chromium: answers lines of JSON with a policy that is loaded by its URL.

import { Policy, TiergateError } from "/dist/index.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parse(line) {
  try {
    return JSON.parse(decoder.decode(line));
  } catch (cause) {
    throw new TiergateError("bad-request", cause.message, { cause });
  }
}

function answer(policy, line) {
  try {
    return JSON.stringify(policy.ask(parse(line)));
  } catch (error) {
    if (!(error instanceof TiergateError)) throw error;
    return JSON.stringify({ error: error.code });
  }
}

/** Lines, each ended by a line feed. */
function* lines(bytes) {
  for (let start = 0, end; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(10, start);
    yield bytes.subarray(start, end);
  }
}

const decode = (text) => Uint8Array.from(atob(text), (unit) => unit.codePointAt(0));

async function encode(bytes) {
  const url = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(new Blob([bytes]));
  });
  return url.slice(url.indexOf(",") + 1);
}

window.answer = async (url, input) => {
  const policy = await Policy.load(new URL(url, location.href));
  let output = "";
  for (const line of lines(decode(input))) output += `${answer(policy, line)}\n`;
  return encode(new TextEncoder().encode(output));
};

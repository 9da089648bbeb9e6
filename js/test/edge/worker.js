// Answers the questions in a Worker. workerd compiles no bytes: the core module is imported, compiled.
import module from "./core.wasm";
import digest from "./digest.txt";
import { Policy, TiergateError } from "../../dist/index.js";
import { answers } from "./questions.js";

export default {
  async fetch(request) {
    if (request.url.endsWith("/bytes"))
      return Policy.load(await request.arrayBuffer()).then(() => new Response("loaded"), (error) => new Response(`${error.code}: ${error.message}`));
    return new Response(answers(await Policy.load({ module, digest: digest.trim() })));
  },
};

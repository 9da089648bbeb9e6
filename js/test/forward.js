// Passes an answer of one server on, as a proxy does.
import { Readable } from "node:stream";

/** Writes a `fetch` answer, which may be an event stream, to a response. */
export const forward = (answer, response) => {
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain", "cache-control": "no-store" });
  if (!answer.body) return response.end();
  const body = Readable.fromWeb(answer.body);
  response.on("close", () => body.destroy());
  body.on("error", () => response.destroy()).pipe(response);
};

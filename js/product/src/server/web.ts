// Node's HTTP server, as handlers of `Request` that return a `Response`.
import { type IncomingMessage, request as send, type ServerResponse } from "node:http";

/** The most bytes that a body may have: forms are short. */
const LONGEST = 16_384;

/** Returns a message as a `Request`, or `undefined` if its body is too long. */
export async function requestOf(message: IncomingMessage): Promise<Request | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += chunk.length;
    if (length > LONGEST) return undefined;
    chunks.push(chunk);
  }
  const { method = "GET", url = "/", headers } = message;
  const hasBody = method !== "GET" && method !== "HEAD" && length > 0;
  const entries = Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as [string, string]] : []));
  return new Request(new URL(url, "http://localhost"), { method, headers: entries, ...(hasBody && { body: Buffer.concat(chunks) }) });
}

/** Writes a `Response`. */
export async function respond(response: Response, to: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  to.writeHead(response.status, { ...headers, ...(cookies.length && { "set-cookie": cookies }) });
  to.end(Buffer.from(await response.arrayBuffer()));
}

/** Passes a message on to another server as it is, and the answer back as it arrives, such as a stream of events. */
export function passOn(message: IncomingMessage, to: ServerResponse, server: string): void {
  const { method, url, headers } = message;
  const onward = send(new URL(url ?? "/", server), { method, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(to);
    answer.on("error", () => to.destroy());
  });
  onward.on("error", () => (to.headersSent ? to.destroy() : to.writeHead(502).end()));
  to.on("close", () => onward.destroy());
  message.pipe(onward);
}

/** Checks whether a browser sent a request on behalf of another site. */
export const isCrossSite = ({ headers }: Request): boolean => !["same-origin", "none", null].includes(headers.get("sec-fetch-site"));

/** Returns a response that sends the browser to another page. */
export const redirect = (location: string, headers: Record<string, string> = {}): Response => new Response(null, { status: 303, headers: { location, ...headers } });

// Answers that come as events, because the work takes long.
import { send } from "./client.ts";
import { ApiError, errorOf, type Problem } from "./error.ts";

/** How many tenants the server has looked at. */
export interface Progress {
  asked: number;
  of: number;
}

interface Asked {
  headers?: Record<string, string>;
  json?: unknown;
  signal?: AbortSignal;
  onProgress: (progress: Progress) => void;
}

/** Sends a request, reports how far the work has got, and returns the event of this name. */
export const lastEvent = async <T>(method: string, path: string, name: string, { headers, json, signal, onProgress }: Asked): Promise<T> => {
  const response = await send(method, path, { headers: { ...headers, accept: "text/event-stream" }, ...(json !== undefined && { json }), ...(signal && { signal }) });
  // What the server has answered before is sent at once.
  if (response.headers.get("content-type")?.startsWith("application/json")) return (await response.json()) as T;
  for await (const event of eventsOf(response)) {
    if (event.name === "progress") onProgress(JSON.parse(event.data));
    if (event.name === name) return JSON.parse(event.data);
    if (event.name === "problem") throw errorOf((JSON.parse(event.data) as Problem).status, JSON.parse(event.data));
  }
  throw new ApiError({ status: 0, code: "away", detail: "the server stopped before it had looked at all tenants" });
};

/** Returns the events of a stream, as the HTML standard parses them. */
async function* eventsOf(response: Response): AsyncGenerator<{ name: string; data: string }> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) yield eventOf(block);
  }
}

const eventOf = (block: string) => {
  const fields = (name: string) => block.split("\n").filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
  return { name: fields("event")[0] ?? "message", data: fields("data").join("\n") };
};

/** A request that failed, with the sentence to show. */
export class RequestError extends Error {
  override name = "RequestError";

  constructor(
    message: string,
    /** The status of the answer; absent if there was none. */
    readonly status?: number,
  ) {
    super(message);
  }
}

const UNREACHABLE = {
  read: "This cannot be loaded right now.",
  write: "There was no answer, so it may or may not have been done. Look before you try again.",
};

/**
 * Sends a request to the product's own server, and returns its answer.
 *
 * @throws {@link RequestError} if there is none, or it is a refusal.
 */
export async function request<T>(method: "GET" | "POST" | "DELETE", url: string, body?: object): Promise<T> {
  const headers = { accept: "application/json", ...(body && { "content-type": "application/json" }) };
  const sent = fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const response = await sent.catch(() => undefined);
  if (!response) throw new RequestError(method === "GET" ? UNREACHABLE.read : UNREACHABLE.write);
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  // A refusal of `tiergate/server` has a message, and one of the Rust server a detail.
  throw new RequestError(answer.message ?? answer.detail ?? UNREACHABLE.read, response.status);
}

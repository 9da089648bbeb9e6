// The server's routes, typed by its OpenAPI document.
import createClient from "openapi-fetch";
import { server } from "../base.ts";
import { away, errorOf } from "./error.ts";
import type { paths } from "./schema.d.ts";

/** The token of an operator at a server without sessions. It is kept in memory alone. */
let token: string | undefined;

/** Sends this token with each request from now on. */
export const useToken = (given: string | undefined): void => {
  token = given;
};

/** Returns the headers that identify the operator, if the cookie does not. */
const identity = (): Record<string, string> => (token === undefined ? {} : { authorization: `Bearer ${token}` });

/** Calls the server's routes; use {@link answer} around it. */
export const client = createClient<paths>({ baseUrl: server });

client.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(identity())) if (!request.headers.has(name)) request.headers.set(name, value);
  },
});

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Throws the failure of a request that nobody answered. */
const fail = (failure: unknown): never => {
  if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
  throw away();
};

/** Returns the body of an answer, or throws an `ApiError`. */
export const answer = async <T>(called: Promise<Result<T>>): Promise<T> => {
  const { data, error, response } = await called.catch(fail);
  if (!response.ok) throw errorOf(response.status, error);
  return data as T;
};

interface Sent {
  headers?: Record<string, string>;
  /** A body to send as JSON. */
  json?: unknown;
  /** Any other body. */
  body?: BodyInit;
  signal?: AbortSignal;
}

/** Sends a request, and returns the response if it is a success. */
export const send = async (method: string, path: string, { headers, json, body, signal }: Sent): Promise<Response> => {
  const type: Record<string, string> = json === undefined ? {} : { "content-type": "application/json" };
  const init = { method, headers: { ...identity(), ...type, ...headers }, body: json === undefined ? (body ?? null) : JSON.stringify(json), signal: signal ?? null };
  const response = await fetch(server + path, init).catch(fail);
  if (!response.ok) throw errorOf(response.status, await response.json().catch(() => undefined));
  return response;
};

/** Sends a request whose path is not fixed, and returns the answer's JSON. */
export const request = async (method: string, path: string, sent: Sent): Promise<unknown> => {
  const response = await send(method, path, sent);
  return response.json().catch(fail);
};

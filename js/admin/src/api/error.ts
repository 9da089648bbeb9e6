// What can go wrong with a request, in words for an operator.
import { sentence } from "../words/number.ts";

/** The body of a refusal, by RFC 9457. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  requestId?: string;
  /** What is wrong with a tier map. */
  problems?: MapProblem[];
}

/** Something wrong with a tier map. */
export interface MapProblem {
  severity: "error" | "warning";
  line: number;
  column: number;
  message: string;
  help: string;
}

/** A request that was refused, or that nobody answered. */
export class ApiError extends Error {
  /** The server's status; 0 if no answer arrived. */
  readonly status: number;
  /** The server's code for the cause; `away` if no answer arrived. */
  readonly code: string;
  /** The identifier of the request, if the server is at fault. */
  readonly requestId: string | undefined;

  /** What is wrong with a tier map, if one was sent. */
  readonly problems: readonly MapProblem[];

  constructor({ status, code, detail, requestId, problems = [] }: Problem) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.problems = problems;
  }

  /** Whether the session has ended. */
  get isSignedOut(): boolean {
    return this.status === 401;
  }

  /** Whether someone else wrote since the page was read. */
  get isConflict(): boolean {
    return this.code === "stale-revision" || this.code === "overtaken";
  }

  /** Whether trying again may help, with the same key if it is a write. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 502;
  }
}

/** Returns the error of an answer that is not a success. */
export const errorOf = (status: number, body: unknown): ApiError => {
  const problem = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  const { code = "unknown", detail = `the server answered with status ${status}`, requestId, problems } = problem;
  return new ApiError({ status, code, detail, ...(requestId && { requestId }), ...(problems && { problems }) });
};

/** Returns the error of a request that nobody answered. */
export const away = (): ApiError => new ApiError({ status: 0, code: "away", detail: "the server did not answer" });

/** Returns any error as one of ours. */
export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError({ status: 0, code: "page", detail: error instanceof Error ? error.message : String(error) });

/** Returns what went wrong while reading, as sentences. */
export const readFailure = (error: ApiError): string => {
  if (error.code === "away") return "The server did not answer.";
  if (error.isSignedOut) return "Your session has ended. Sign in again to go on.";
  return sentence(error.message);
};

/** Sentences for refusals whose texts are about the interface for programs. */
const SENTENCES: Record<string, string> = {
  "laws-broken": "The map breaks laws of plans.",
  "key-reused": "This form was sent before with other words: close it, and begin again.",
};

const sentenceOf = ({ code, message }: ApiError): string => SENTENCES[code] ?? sentence(message);

/** Returns what went wrong while writing, as sentences: also whether it may have been written. */
export const writeFailure = (error: ApiError): string => {
  if (error.code === "away" || error.code === "timed-out")
    return "The server did not answer, so the change may or may not have been made. Try again: it is made once, however often you try.";
  if (error.isSignedOut) return "Your session has ended, and nothing was changed. Sign in again: what you typed is kept.";
  if (error.isConflict) return "Someone else made a change meanwhile, so nothing was changed.";
  if (error.status === 403) return `You may not do this. ${sentence(error.message)}`;
  return `Nothing was changed. ${sentenceOf(error)}`;
};

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api/error.ts";

/** A refusal for want of a session means that it has ended: who is signed in is asked again. */
const noticeEnd = (error: unknown) => {
  if (error instanceof ApiError && error.isSignedOut) void queries.invalidateQueries({ queryKey: ["session"] });
};

/** Reads again what is on the page, because something was written. A policy's file never changes. */
export const reread = (): Promise<void> => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "catalog" && queryKey[0] !== "session" });

/** What was read from the server, for as long as it is shown. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEnd }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: { retry: (times, error) => times < 1 && error instanceof ApiError && error.isTemporary, retryDelay: 500, staleTime: 5_000, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

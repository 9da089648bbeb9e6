import { QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Loading } from "./Loading.tsx";
import { request } from "./request.ts";
import type { Start } from "./start.ts";

/** Returns a client for the answers of the server, which begins with those that a page was rendered from. */
export const queriesOf = ({ data }: Start): QueryClient => {
  // Without network a request fails at once, so that the page says it.
  const options = { networkMode: "always", retry: false } as const;
  const queries = new QueryClient({ defaultOptions: { queries: { ...options, staleTime: 10_000 }, mutations: options } });
  for (const [url, answer] of Object.entries(data)) queries.setQueryData([url], answer);
  return queries;
};

/** Returns the last answer at an address, and follows it. */
export const useAnswer = <T,>(url: string) => useQuery({ queryKey: [url], queryFn: () => request<T>("GET", url) });

interface LoadedProps<T> {
  readonly url: string;
  readonly children: (answer: T) => ReactNode;
}

/** Shows the answer at an address, that it is loading, or that it cannot be loaded. A failure keeps the last answer. */
export function Loaded<T>({ url, children }: LoadedProps<T>): ReactNode {
  const { data, error, refetch } = useAnswer<T>(url);
  if (data !== undefined) return children(data);
  if (!error) return <Loading />;
  return (
    <div className="empty" role="alert">
      <p>{error.message}</p>
      <button type="button" className="btn" onClick={() => void refetch()}>Try again</button>
    </div>
  );
}

/** What an action sends. */
interface Sent {
  readonly method: "POST" | "DELETE";
  readonly url: string;
  readonly body?: object;
}

/** Returns an action whose answer replaces the one at an address. */
export const useAction = <T,>(url: string) => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ method, url, body }: Sent) => request<T>(method, url, body),
    onSuccess: (answer) => queries.setQueryData([url], answer),
  });
};

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Banner } from "./Banner.tsx";
import { Failure } from "./Failure.tsx";
import { Loading } from "./Loading.tsx";
import { Page } from "./Page.tsx";
import { Time } from "./Time.tsx";

interface LoadedProps<T> {
  /** What is loaded, as the beginning of a sentence: "The tenant". */
  what: string;
  query: UseQueryResult<T>;
  rows?: number;
  /** The name of the page, if this is all that is on it. */
  page?: string;
  children: (data: T) => ReactNode;
}

/** Shows what was loaded, or that it is still being loaded, or why it is not. A later failure keeps the last answer on the page, and says so. */
export function Loaded<T>({ what, query, rows, page, children }: LoadedProps<T>): ReactNode {
  const { data, error, dataUpdatedAt, refetch } = query;
  if (data !== undefined)
    return (
      <>
        {error && <Banner><p>The server does not answer now. This is as of <Time at={Math.floor(dataUpdatedAt / 1000)} />.</p></Banner>}
        {children(data)}
      </>
    );
  const instead = error ? <Failure what={what} error={error} onRetry={() => void refetch()} /> : <Loading what={what.toLowerCase()} {...(rows && { rows })} />;
  return page === undefined ? instead : <Page name={page}>{instead}</Page>;
}

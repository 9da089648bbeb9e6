import type { ReactNode } from "react";
import { Button } from "./Button.tsx";

interface MoreProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  /** How many the next page has at most. */
  count: number;
}

/** Loads the next page of a list. */
export const More = ({ query, count }: MoreProps): ReactNode =>
  query.hasNextPage ? (
    <div className="line">
      <Button onClick={() => query.fetchNextPage()} aria-busy={query.isFetchingNextPage}>Show {count} more</Button>
    </div>
  ) : null;

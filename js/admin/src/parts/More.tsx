import type { ReactNode } from "react";
import { Button } from "./Button.tsx";

interface MoreProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** Loads the next page of a list. */
export const More = ({ query }: MoreProps): ReactNode =>
  query.hasNextPage ? (
    <div className="line more">
      <Button onClick={() => query.fetchNextPage()} aria-busy={query.isFetchingNextPage}>Show more</Button>
    </div>
  ) : null;

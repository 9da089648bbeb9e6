import { type ReactNode, useEffect, useState } from "react";

/** How long nothing is shown: most answers come sooner. */
const PATIENCE = 150;

/** Rows in place of what is being loaded. */
export const Loading = ({ what, rows = 5 }: { what: string; rows?: number }): ReactNode => {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="rows" role="status">
      {isLate && <span className="sr">Loading {what}</span>}
      {isLate && Array.from({ length: rows }, (_, row) => <i key={row} />)}
    </div>
  );
};

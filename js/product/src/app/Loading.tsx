const ROWS = ["one", "two", "three", "four"];

/** Rows of the height of those that are loading. */
export const Loading = () => (
  <div className="loading" role="status">
    <span className="sr">Loading…</span>
    <ul className="card lines" aria-hidden="true">
      {ROWS.map((row) => <li key={row}><i /></li>)}
    </ul>
  </div>
);

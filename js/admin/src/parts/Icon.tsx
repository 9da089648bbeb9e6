import type { ReactNode } from "react";

const SHAPES = {
  tenants: <><circle cx="6" cy="5.5" r="2.5" /><path d="M1.8 13a4.3 4.3 0 0 1 8.4 0M10.5 3.3a2.5 2.5 0 0 1 0 4.4M12 9.6A4.3 4.3 0 0 1 14.3 13" /></>,
  policies: <path d="M4 1.8h5l3.2 3.2v9.2H4zM9 1.8V5h3.2M6 8.5h4M6 11h4" />,
  billing: <><rect x="1.8" y="3.5" width="12.4" height="9" rx="1.5" /><path d="M1.8 6.5h12.4" /></>,
  search: <><circle cx="7" cy="7" r="4" /><path d="m10.2 10.2 3 3" /></>,
  check: <path d="m3.5 8.5 3 3 6-7" />,
  lock: <><rect x="3.5" y="7" width="9" height="6.5" rx="1.5" /><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" /></>,
  clock: <><circle cx="8" cy="8" r="6" /><path d="M8 4.8V8l2 1.6" /></>,
  warning: <path d="M8 2.2 14.2 13H1.8zM8 6.3v3.2M8 11.3v.1" />,
  cross: <path d="m4 4 8 8M12 4l-8 8" />,
  pin: <path d="M8 9.5V14M5 2.5h6M6 2.5v4L4 9.5h8l-2-3v-4" />,
};

/** The names of the icons. */
export type IconName = keyof typeof SHAPES;

/** An icon next to a word, which says the same. */
export const Icon = ({ name }: { name: IconName }): ReactNode => (
  <svg viewBox="0 0 16 16" aria-hidden="true">{SHAPES[name]}</svg>
);

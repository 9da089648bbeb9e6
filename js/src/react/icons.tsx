import type { ReactNode } from "react";

const icon = (path: string) => (
  <svg className="tiergate-icon" viewBox="0 0 16 16" aria-hidden="true">
    <path d={path} />
  </svg>
);

/** The icons of the parts. None of them says anything that a word beside it does not. */
export const icons: Record<"spark" | "warning" | "check" | "dash" | "clock", ReactNode> = {
  spark: icon("M8 1.8 9.6 6.4 14.2 8 9.6 9.6 8 14.2 6.4 9.6 1.8 8l4.6-1.6z"),
  warning: icon("M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.7v.1"),
  check: icon("m3.5 8.5 3 3 6-7"),
  dash: icon("M4 8h8"),
  clock: icon("M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 4.8V8l2.2 1.6"),
};

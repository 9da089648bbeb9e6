import type { ComponentProps, ReactNode } from "react";

interface ButtonProps extends ComponentProps<"button"> {
  look?: "primary" | "quiet" | "low" | "quiet low";
  /** What is missing before it can act. It stays focusable, and its description says so. */
  missing?: string | undefined;
}

/** A button. If something is missing, it says what, instead of being disabled in silence. */
export const Button = ({ look, missing, className, ...props }: ButtonProps): ReactNode => (
  <button
    type="button"
    aria-disabled={missing ? true : undefined}
    className={["btn", look, className].filter(Boolean).join(" ")}
    {...props}
  />
);

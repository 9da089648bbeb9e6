import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

interface BannerProps {
  look?: "warn" | "bad" | "ok";
  /** `alert` interrupts a screen reader, for what went wrong. */
  role?: "status" | "alert";
  children: ReactNode;
}

/** A message that stays at its place. */
export const Banner = ({ look = "warn", role = "status", children }: BannerProps): ReactNode => (
  <div className={look === "warn" ? "banner" : `banner ${look}`} role={role}>
    <Icon name={look === "ok" ? "check" : "warning"} />
    <div>{children}</div>
  </div>
);

import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

interface BadgeProps {
  look?: "tier" | "ok" | "warn" | "bad";
  icon?: IconName;
  children: ReactNode;
}

/** A word about something's state. */
export const Badge = ({ look, icon, children }: BadgeProps): ReactNode => (
  <span className={look ? `badge ${look}` : "badge"}>{icon && <Icon name={icon} />}{children}</span>
);

/** Whether something is on, as an icon and a word. */
export const State = ({ is, children }: { is: boolean; children: ReactNode }): ReactNode => (
  <span className={is ? "state yes" : "state no"}><Icon name={is ? "check" : "lock"} />{children}</span>
);

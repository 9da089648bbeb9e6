import type { ReactNode } from "react";

/** A tenant, as people know it: its label and, next to it, its identifier. */
export const TenantName = ({ of: { tenant, label } }: { of: { tenant: string; label?: string } }): ReactNode =>
  label ? <>{label} <code className="muted">{tenant}</code></> : tenant;

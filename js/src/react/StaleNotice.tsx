"use client";

import { type ReactNode, useEffect, useState } from "react";
import { icons } from "./icons.js";
import { useTier } from "./useTier.js";

/**
 * Says that what is shown may have changed, and since when: "Offline. As of 14:02." Renders
 * nothing while the server answers.
 *
 * @example
 * ```tsx
 * <StaleNotice />
 * ```
 */
export function StaleNotice(): ReactNode {
  const since = useTier((tier) => (tier.status === "ready" && tier.isStale ? (tier.staleSince ?? 0) : undefined));
  const [isOnPage, setOnPage] = useState(false);
  // The time of day is the reader's, which a server does not know.
  useEffect(() => setOnPage(true), []);
  if (since === undefined || !isOnPage) return null;
  const time = new Date(since * 1000);
  const text = time.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return (
    <p className="tiergate-note" role="status">
      {icons.clock} Offline.{since > 0 && <> As of <time dateTime={time.toISOString()}>{text}</time>.</>}
    </p>
  );
}

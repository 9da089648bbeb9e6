import type { ReactNode } from "react";
import { fullTime, shortDate, shortTime } from "../words/time.ts";

interface TimeProps {
  /** Seconds since 1970. */
  at: number;
  /** Whether only the day matters. */
  day?: boolean;
}

/** A moment, short; the whole is in its title. */
export const Time = ({ at, day = false }: TimeProps): ReactNode => (
  <time dateTime={new Date(at * 1000).toISOString()} title={fullTime(at)}>{day ? shortDate(at) : shortTime(at)}</time>
);

/** When something ends. */
export const Until = ({ at }: { at: number | undefined }): ReactNode =>
  at === undefined ? "no end" : <>until <Time at={at} day /></>;

// Dates in words: absolute, in the reader's zone, whose name the long form has.

const LANGUAGE = "en-GB";

const isThisYear = (at: Date) => at.getFullYear() === new Date().getFullYear();

const dateOf = (seconds: number) => new Date(seconds * 1000);

/** Returns a day, such as "3 Dec" or, of another year, "3 Dec 2027". */
export const shortDate = (seconds: number): string => {
  const at = dateOf(seconds);
  return at.toLocaleDateString(LANGUAGE, { day: "numeric", month: "short", ...(!isThisYear(at) && { year: "numeric" }) });
};

/** Returns a moment, such as "3 Dec, 14:02". */
export const shortTime = (seconds: number): string =>
  `${shortDate(seconds)}, ${dateOf(seconds).toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit" })}`;

/** Returns a day in full, such as "3 December 2026". */
export const longDate = (seconds: number): string =>
  dateOf(seconds).toLocaleDateString(LANGUAGE, { day: "numeric", month: "long", year: "numeric" });

/** Returns a moment in full, with its zone. */
export const fullTime = (seconds: number): string =>
  dateOf(seconds).toLocaleString(LANGUAGE, { dateStyle: "full", timeStyle: "long" });

/** Returns the present time, in seconds since 1970. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** How many seconds a day has. */
export const DAY = 86_400;

/** Returns the value of a date field that shows this moment's day. */
export const fieldOfDate = (seconds: number): string => {
  const at = dateOf(seconds);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};

/** Returns the end of the day that a date field shows, in the reader's zone; `undefined` if it shows none. */
export const endOfField = (value: string): number | undefined => {
  const [year, month, day] = value.split("-").map(Number);
  if (!year || !month || !day) return undefined;
  return Math.floor(new Date(year, month - 1, day + 1).getTime() / 1000);
};

/** Returns a sentence of the server's with its times in the reader's zone. */
export const readable = (text: string): string =>
  text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (time) => {
    const at = new Date(time);
    return `${longDate(at.getTime() / 1000)}, ${at.toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit" })}`;
  });

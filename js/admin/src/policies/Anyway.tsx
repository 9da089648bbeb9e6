// A tier map that breaks laws is refused, unless someone says why it is published anyway.
import { type ReactNode, useState } from "react";
import { type ApiError, asApiError } from "../api/error.ts";
import { TextArea } from "../parts/Field.tsx";
import { Quoted } from "../parts/Quoted.tsx";
import { sentence } from "../words/number.ts";

/** Lists what is wrong with a tier map, with its places. */
export const problemsOf = ({ problems }: ApiError): ReactNode =>
  problems.length > 0 && (
    <ul className="small">{problems.map(({ line, column, message, help }) => <li key={`${line} ${column} ${message}`}><code>{line}:{column}</code> <Quoted>{[message, help].filter(Boolean).map(sentence).join(" ")}</Quoted></li>)}</ul>
  );

/** Returns the headers that say why a policy is published, and why despite broken laws. */
export const reasons = (reason: string, anyway: string): Record<string, string> => ({
  ...(reason.trim() && { "tiergate-reason": encodeURIComponent(reason.trim()) }),
  ...(anyway.trim() && { "tiergate-anyway": encodeURIComponent(anyway.trim()) }),
});

/** Whether a map was refused because it breaks laws. */
export const isUnlawful = (error: Error | null): boolean => error !== null && asApiError(error).code === "laws-broken";

/** Returns what a form lacks whose map was refused because it breaks laws. */
export const lacksReason = (error: Error | null, anyway: string): string | undefined =>
  isUnlawful(error) && anyway.trim() === "" ? "Say why it is published anyway." : undefined;

interface AnywayProps {
  /** Why the map was refused the last time. */
  error: Error | null;
  value: string;
  onChange: (value: string) => void;
}

/** The field for the reason, once a map was refused because it breaks laws. */
export const AnywayField = ({ error, value, onChange }: AnywayProps): ReactNode => {
  const [wasRefused, setWasRefused] = useState(false);
  // It stays while the map is sent again.
  if (isUnlawful(error) && !wasRefused) setWasRefused(true);
  return wasRefused && <TextArea label="Publish anyway, because" value={value} rows={2} maxLength={2000} required onChange={onChange} hint="If that is meant, say why: the policies’ list shows it." />;
};

import type { ReactNode } from "react";
import { DAY, endOfField, fieldOfDate, fullTime, now } from "../words/time.ts";
import { Choices } from "./Field.tsx";

/** When something ends, as the form has it. The moment is fixed when it is chosen, so that a retry asks for the same. */
export interface End {
  choice: string;
  until?: number | undefined;
}

interface EndFieldProps {
  value: End;
  onChange: (value: End) => void;
  /** How many days one can choose. */
  days: readonly number[];
  /** Whether there may be no end, or the words for that. */
  never?: boolean | string;
  /** What ends. */
  legend?: string;
}

/** Chooses when something ends: never, in some days, or at the end of a day, which is chosen by writing it. */
export const EndField = ({ value, onChange, days, never = false, legend = "Ends" }: EndFieldProps): ReactNode => {
  const choices = [
    ...(never ? [{ id: "never", label: never === true ? "Never" : never }] : []),
    ...days.map((number) => ({ id: String(number), label: `In ${number} days` })),
    { id: "date", label: "At the end of" },
  ];
  const choose = (choice: string) =>
    onChange({ choice, until: choice === "never" || choice === "date" ? undefined : now() + Number(choice) * DAY });
  return (
    <>
      <Choices legend={legend} value={value.choice} onChange={choose} choices={choices}>
        <input className="input day" type="date" aria-label="Last day" min={fieldOfDate(now())} required={value.choice === "date"}
          value={value.choice === "date" && value.until !== undefined ? fieldOfDate(value.until - 1) : ""}
          onChange={({ target }) => onChange({ choice: "date", until: endOfField(target.value) })} />
      </Choices>
      {value.until !== undefined && <p className="muted small">That is {fullTime(value.until)}.</p>}
    </>
  );
};

/** Checks whether an end is chosen as a day, but the day is not. */
export const lacksDay = (end: End): boolean => end.choice === "date" && end.until === undefined;

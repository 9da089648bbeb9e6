import { type ComponentProps, type ReactNode, useId } from "react";

interface FieldProps {
  label: string;
  /** A sentence about what to put in. */
  hint?: ReactNode;
  children: (props: { id: string; "aria-describedby": string | undefined }) => ReactNode;
}

/** A labelled field. */
export const Field = ({ label, hint, children }: FieldProps): ReactNode => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": hint ? `${id}-hint` : undefined })}
      {hint && <p className="muted small" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
};

interface TextProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  label: string;
  hint?: ReactNode;
  value: string;
  onChange: (value: string) => void;
}

/** A field for one line. */
export const TextField = ({ label, hint, onChange, ...props }: TextProps): ReactNode => (
  <Field label={label} hint={hint}>
    {(own) => <input className="input" autoComplete="off" spellCheck={false} {...own} {...props} onChange={(event) => onChange(event.target.value)} />}
  </Field>
);

interface AreaProps extends Omit<ComponentProps<"textarea">, "onChange" | "value"> {
  label: string;
  hint?: ReactNode;
  value: string;
  onChange: (value: string) => void;
}

/** A field for several lines. */
export const TextArea = ({ label, hint, onChange, ...props }: AreaProps): ReactNode => (
  <Field label={label} hint={hint}>
    {(own) => <textarea className="input" {...own} {...props} onChange={(event) => onChange(event.target.value)} />}
  </Field>
);

interface SelectProps {
  label: string;
  hint?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  options: readonly { id: string; label: string }[];
  /** The words for no choice yet; without them, the first option is chosen. */
  none?: string;
}

/** A field to choose one of many. */
export const SelectField = ({ label, hint, value, onChange, options, none }: SelectProps): ReactNode => (
  <Field label={label} hint={hint}>
    {(own) => (
      <select className="input" {...own} value={value} onChange={(event) => onChange(event.target.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map((option) => <option key={option.id} value={option.id}>{option.label}</option>)}
      </select>
    )}
  </Field>
);

interface Choice<T> {
  id: T;
  label: ReactNode;
  /** A sentence below the label. */
  text?: ReactNode;
}

interface ChoicesProps<T extends string> {
  legend: string;
  value: T | "";
  onChange: (value: T) => void;
  choices: readonly Choice<T>[];
  /** Whether each is as wide as the form. */
  big?: boolean;
  /** What is in the last choice, in addition to its words. */
  children?: ReactNode;
}

/** A few choices that are all visible. */
export function Choices<T extends string>({ legend, value, onChange, choices, big = false, children }: ChoicesProps<T>): ReactNode {
  const name = useId();
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      <div className="choices">
        {choices.map(({ id, label, text }, index) => (
          <label key={id} className={big ? "choice big" : "choice"}>
            <input type="radio" name={name} value={id} checked={value === id} onChange={() => onChange(id)} />
            <span><b>{label}</b>{text && <span className="soft small">{text}</span>}</span>
            {index === choices.length - 1 && children}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

import { type FormEvent, useId, useRef } from "react";

interface NameFormProps {
  readonly label: string;
  /** What the button does. */
  readonly action: string;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly onSend: () => void;
  readonly isBusy: boolean;
  readonly problem: string | undefined;
}

/** A form with one name. What was typed stays until it has been done. */
export function NameForm({ label, action, name, onName, onSend, isBusy, problem }: NameFormProps) {
  const [id, missing] = [useId(), useId()];
  const input = useRef<HTMLInputElement>(null);
  const isEmpty = !name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty) return input.current?.focus();
    if (!isBusy) onSend();
  };
  return (
    <form className="name" onSubmit={submit}>
      <label htmlFor={id}>{label}</label>
      <div className="row">
        <input id={id} ref={input} value={name} maxLength={60} autoComplete="off" onChange={({ target }) => onName(target.value)} />
        <button className="btn primary" aria-disabled={isEmpty || isBusy || undefined} aria-describedby={isEmpty ? missing : undefined}>{action}</button>
      </div>
      {isEmpty && <p id={missing} className="small muted">Type a name first.</p>}
      {problem && <p className="problem" role="alert">{problem}</p>}
    </form>
  );
}

import type { UseMutationResult } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useRef } from "react";
import { type ApiError, asApiError, writeFailure } from "../api/error.ts";
import { Banner } from "./Banner.tsx";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { RequestId } from "./Failure.tsx";
import { Quoted } from "./Quoted.tsx";

interface FormDialogProps<T> {
  title: ReactNode;
  text?: ReactNode;
  /** What the button says. */
  act: string;
  /** What the form lacks, as a sentence. */
  missing?: string | undefined;
  mutation: Pick<UseMutationResult<T, Error, void>, "mutate" | "error" | "isPending">;
  /** What can be done about a failure, in addition to trying again. */
  remedy?: (error: ApiError) => ReactNode;
  /** What will happen: it stays in sight while the fields scroll. */
  outcome?: ReactNode;
  onClose: () => void;
  children?: ReactNode;
}

/** A dialog with a form: its button says what is missing, and a failure what became of the request. */
export function FormDialog<T>({ title, text, act, missing, mutation, remedy, outcome, onClose, children }: FormDialogProps<T>): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const { mutate, error, isPending } = mutation;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing) focusFirstEmpty(form.current);
    else if (!isPending) mutate();
  };
  const failure = error && asApiError(error);
  return (
    <Dialog title={title} text={text} onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate>
        <div className="fields">{children}</div>
        {outcome}
        <footer>
          {failure && <Banner look="bad" role="alert"><p><Quoted>{writeFailure(failure)}</Quoted></p>{remedy?.(failure)}<RequestId error={failure} /></Banner>}
          <p className="muted small" id={id} role="status">{isPending ? "Working…" : missing}</p>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" missing={missing} aria-describedby={id} aria-busy={isPending}>{act}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Puts the focus on what is missing. */
const focusFirstEmpty = (form: HTMLFormElement | null) => {
  const fields = form?.querySelectorAll<HTMLInputElement>("input, select, textarea") ?? [];
  const lacks = (field: HTMLInputElement) => (field.type === "radio" ? !form?.querySelector(`[name="${CSS.escape(field.name)}"]:checked`) : field.value === "");
  const empty = [...fields].filter(lacks);
  // Others may be left out.
  (empty.find(({ required, type }) => required || type === "radio") ?? empty[0])?.focus();
};

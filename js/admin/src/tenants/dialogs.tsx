// The dialogs of a tenant's page. Which one is open is in the address, so that a reload keeps it.
import type { ReactNode } from "react";
import { useAddressParams } from "../addresses.ts";
import type { Info, Overview, Written } from "../api/types.ts";
import { AddOnDialog } from "./AddOnDialog.tsx";
import { CapDialog } from "./CapDialog.tsx";
import { EditionDialog } from "./EditionDialog.tsx";
import { DeleteDialog, EndDialog, LabelDialog } from "./EndDialog.tsx";
import { GrantDialog } from "./GrantDialog.tsx";
import { PinDialog } from "./PinDialog.tsx";
import { SwitchDialog } from "./SwitchDialog.tsx";
import { TrialDialog } from "./TrialDialog.tsx";

/** What each dialog gets. */
export interface DialogProps {
  /** The name of its draft. */
  name: string;
  tenant: string;
  overview: Overview;
  catalog: Info;
  /** The feature, cap or add-on that it is about, if it was opened next to one. */
  subject?: string;
  onClose: () => void;
  onDone: (written: Written) => void;
}

const FORMS: Record<string, (props: DialogProps) => ReactNode> = {
  grant: GrantDialog,
  trial: TrialDialog,
  "give-add-on": AddOnDialog,
  switch: SwitchDialog,
  "set-cap": CapDialog,
  edition: EditionDialog,
  pin: PinDialog,
  label: LabelDialog,
  delete: DeleteDialog,
};

/** Returns how to open a dialog. */
export const useOpenDialog = (): ((dialog: string, subject?: string) => void) => {
  const [, setParams] = useAddressParams();
  return (dialog, subject) => setParams(subject === undefined ? { do: dialog } : { do: dialog, of: subject });
};

/** The dialog that the address names, if it names one. */
export const OpenDialog = ({ onDone, ...props }: Omit<DialogProps, "name" | "onClose" | "subject">): ReactNode => {
  const [params, setParams] = useAddressParams();
  const dialog = params.get("do");
  if (!dialog) return null;
  const subject = params.get("of") ?? undefined;
  // With another tenant it is another form, with a key of its own.
  const name = [props.tenant, dialog, subject].join(" ");
  const onClose = () => setParams({});
  const done = (written: Written) => {
    onClose();
    onDone(written);
  };
  const all = { ...props, name, onClose, onDone: done, ...(subject !== undefined && { subject }) };
  const Form = FORMS[dialog];
  return Form ? <Form key={name} {...all} /> : <EndDialog key={name} {...all} of={dialog} />;
};

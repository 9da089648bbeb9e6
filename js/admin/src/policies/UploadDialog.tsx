import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { newKey } from "../api/keys.ts";
import { send } from "../api/client.ts";
import { asApiError } from "../api/error.ts";
import { comparePath } from "../addresses.ts";
import { Field, TextArea } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { reread } from "../queryClient.ts";
import { AnywayField, isUnlawful, lacksReason, problemsOf, reasons } from "./Anyway.tsx";

/** Returns the type of a file by its name: a policy, or a tier map that the server builds. */
const typeOf = (name: string): string =>
  name.endsWith(".json") ? "application/json" : name.endsWith(".toml") ? "application/toml" : "application/wasm";

/** Returns what the form lacks. A file that was refused would be refused again, unless there is a reason to publish it anyway. */
const missingOf = (file: File | undefined, error: Error | null, anyway: string): string | undefined => {
  if (!file) return "Choose a file.";
  if (error && ["map-refused", "policy-refused"].includes(asApiError(error).code)) return "Choose another file: this one was refused.";
  return lacksReason(error, anyway);
};

/** Publishes a policy's file, or builds one from a tier map. It is not active yet. */
export const UploadDialog = ({ onClose }: { onClose: () => void }): ReactNode => {
  const [file, setFile] = useState<File>();
  const [reason, setReason] = useState("");
  const [anyway, setAnyway] = useState("");
  const mutation = useUpload(file, [reason, anyway]);
  const choose = (chosen: File | undefined) => {
    mutation.reset();
    setAnyway("");
    setFile(chosen);
  };
  return (
    <FormDialog title="Upload a policy" text="It is checked and stored. It decides nothing until it is activated." act={isUnlawful(mutation.error) || anyway ? "Publish anyway" : "Upload"} missing={missingOf(file, mutation.error, anyway)} mutation={mutation} onClose={onClose} remedy={problemsOf}>
      <Field label="File" hint="A policy (.wasm), or a tier map (.json or .toml), which the server builds.">
        {(own) => <FileInput {...own} onChoose={choose} />}
      </Field>
      <AnywayField key={file?.lastModified} error={mutation.error} value={anyway} onChange={setAnyway} />
      <TextArea label="Reason (optional)" value={reason} rows={2} maxLength={4000} onChange={setReason} />
    </FormDialog>
  );
};

interface FileInputProps {
  id: string;
  onChoose: (file: File | undefined) => void;
}

/** Chooses a file. It is given up by a click, so that the same one can be chosen again once it was corrected. */
const FileInput = ({ onChoose, ...own }: FileInputProps): ReactNode => (
  <input className="input" type="file" accept=".wasm,.json,.toml" {...own}
    onClick={({ currentTarget }) => {
      currentTarget.value = "";
      onChoose(undefined);
    }}
    onChange={({ target }) => onChoose(target.files?.[0])} />
);

/** Sends the file, and opens its policy. The file's digest does here what the key does elsewhere. */
const useUpload = (file: File | undefined, [reason, anyway]: [string, string]) => {
  const [, go] = useLocation();
  return useMutation({
    mutationFn: async () => {
      const headers = { "content-type": typeOf(file?.name ?? ""), "idempotency-key": newKey(), ...reasons(reason, anyway) };
      const response = await send("POST", "/v1/policies", { headers, body: file ?? "" });
      return (await response.json()) as { digest: string };
    },
    onSuccess: ({ digest }) => {
      void reread();
      go(comparePath(digest));
    },
  });
};

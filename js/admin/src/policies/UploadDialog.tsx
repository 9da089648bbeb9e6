import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { newKey } from "../api/keys.ts";
import { send } from "../api/client.ts";
import { comparePath } from "../addresses.ts";
import { Field, TextArea } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { reread } from "../queryClient.ts";
import { AnywayField, problemsOf, reasons } from "./Anyway.tsx";

/** Returns the type of a file by its name: a policy, or a tier map that the server builds. */
const typeOf = (name: string): string =>
  name.endsWith(".json") ? "application/json" : name.endsWith(".toml") ? "application/toml" : "application/wasm";

/** Publishes a policy's file, or builds one from a tier map. It is not active yet. */
export const UploadDialog = ({ onClose }: { onClose: () => void }): ReactNode => {
  const [file, setFile] = useState<File>();
  const [reason, setReason] = useState("");
  const [anyway, setAnyway] = useState("");
  const [, go] = useLocation();
  const mutation = useMutation({
    mutationFn: async () => {
      // The file's digest does here what the key does elsewhere.
      const headers = { "content-type": typeOf(file?.name ?? ""), "idempotency-key": newKey(), ...reasons(reason, anyway) };
      const response = await send("POST", "/v1/policies", { headers, body: file ?? "" });
      return (await response.json()) as { digest: string };
    },
    onSuccess: ({ digest }) => {
      void reread();
      go(comparePath(digest));
    },
  });
  return (
    <FormDialog title="Upload a policy" text="It is checked and stored. It decides nothing until it is activated." act="Upload" missing={file ? undefined : "Choose a file."} mutation={mutation} onClose={onClose} remedy={problemsOf}>
      <Field label="File" hint="A policy (.wasm), or a tier map (.json or .toml), which the server builds.">
        {(own) => <input className="input" type="file" accept=".wasm,.json,.toml" {...own} onChange={(event) => setFile(event.target.files?.[0])} />}
      </Field>
      <AnywayField error={mutation.error} value={anyway} onChange={setAnyway} />
      <TextArea label="Reason (optional)" value={reason} rows={2} maxLength={4000} onChange={setReason} />
    </FormDialog>
  );
};

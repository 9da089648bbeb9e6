import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { MapFile } from "tiergate/author";
import { useLocation } from "wouter";
import { comparePath } from "../addresses.ts";
import { TextArea } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { AnywayField, isUnlawful, lacksReason, problemsOf } from "../policies/Anyway.tsx";
import { publish } from "./publish.ts";

interface PublishProps {
  map: MapFile;
  /** Returns the idempotency key of a request: the same one for the same request. */
  keyFor: (request: unknown) => string;
  onClose: () => void;
}

/** Publishes a map, and opens its policy. Sent again after a lost answer, it is published once. */
export const PublishDialog = ({ map, keyFor, onClose }: PublishProps): ReactNode => {
  const [reason, setReason] = useState("");
  const [anyway, setAnyway] = useState("");
  const [, go] = useLocation();
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: () => publish(map, [reason, anyway], keyFor({ map, reason, anyway })),
    onSuccess: ({ digest }) => {
      void queries.invalidateQueries();
      go(comparePath(digest));
    },
  });
  return (
    <FormDialog title={`Publish ${map.name}`} text="The policy is built and stored. It decides nothing until it is activated." act={isUnlawful(mutation.error) || anyway ? "Publish anyway" : "Publish"} missing={lacksReason(mutation.error, anyway)} mutation={mutation} onClose={onClose} remedy={problemsOf}>
      <AnywayField error={mutation.error} value={anyway} onChange={setAnyway} />
      <TextArea label="Reason (optional)" value={reason} rows={2} maxLength={4000} onChange={setReason} />
    </FormDialog>
  );
};

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Progress } from "../api/events.ts";
import { readImpact } from "../api/impact.ts";

/**
 * Returns what activating a policy would change, at once or when it is asked for, and how far the work has got.
 * `onBegun` is called when the work has begun at once, which the address should not ask for again.
 */
export const useImpact = (digest: string, isAtOnce: boolean, onBegun: () => void) => {
  const [progress, setProgress] = useState<Progress>();
  const stop = useRef<AbortController>(undefined);
  const mutation = useMutation({
    mutationFn: () => {
      stop.current = new AbortController();
      setProgress(undefined);
      return readImpact(digest, setProgress, stop.current.signal);
    },
  });
  useEffect(() => {
    if (!isAtOnce) return;
    mutation.mutate();
    onBegun();
  }, [digest, isAtOnce]);
  // The server stops when nobody reads any more.
  useEffect(() => () => stop.current?.abort(), [digest]);
  return { ...mutation, progress };
};

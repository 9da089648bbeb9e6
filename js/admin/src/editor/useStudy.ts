import { useEffect, useState } from "react";
import type { MapFile } from "tiergate/author";
import type { Study } from "./kit.worker.ts";
import { KitClient, type KitError } from "./kitClient.ts";

/** How long nothing is typed before the text is checked, in milliseconds. */
const PAUSE = 100;

/** Returns the authoring kit; `undefined` before the page is there. */
export const useKit = (): KitClient | undefined => {
  const [kit, setKit] = useState<KitClient>();
  useEffect(() => {
    const made = new KitClient();
    setKit(made);
    return () => made.close();
  }, []);
  return kit;
};

/** What is known of the text that is edited. */
export interface Studied {
  /** The text that was checked last. */
  map?: MapFile;
  /** How many files were opened before. */
  opened?: number;
  problems: Study["problems"];
  /** The last valid text, and what it means. */
  valid?: NonNullable<Study["valid"]> & { map: MapFile };
  /** Why the text cannot be checked. */
  failed?: string;
}

/** Returns what a map means, as soon as nothing was typed for a moment. The last valid text is one of the file that was opened last. */
export const useStudy = (kit: KitClient | undefined, map: MapFile, opened: number): Studied => {
  const [studied, setStudied] = useState<Studied>({ problems: [] });
  const { name, text } = map;
  useEffect(() => {
    if (!kit) return;
    let isLatest = true;
    const timer = setTimeout(() => {
      const checked = { name, text };
      const show = (study: Study | undefined) => {
        if (!study || !isLatest) return;
        setStudied(({ valid, ...before }) => ({
          map: checked,
          opened,
          problems: study.problems,
          ...(study.valid ? { valid: { ...study.valid, map: checked } } : valid && before.opened === opened && { valid }),
        }));
      };
      kit.study(checked).then(show, ({ message }: KitError) => isLatest && setStudied((before) => ({ ...before, failed: message })));
    }, PAUSE);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [kit, name, text, opened]);
  return studied;
};

import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { MapFile, Problem } from "tiergate/author";
import { type CodeEditor, createCodeEditor } from "./codeEditor.ts";
import { formatOf } from "./mapFile.ts";
import type { Studied } from "./useStudy.ts";

/** What the page may do to the editor. */
export interface CodeHandle {
  goTo: (problem: Problem) => void;
}

interface CodeProps {
  map: MapFile;
  /** Another number for each text that did not come from the editor itself. */
  opened: number;
  studied: Studied;
  onChange: (text: string) => void;
  ref: Ref<CodeHandle>;
}

/** The text of a map, with its problems marked in it. */
export const Code = ({ map, opened, studied, onChange, ref }: CodeProps): ReactNode => {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor>(null);
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  }, [onChange]);
  useEffect(() => {
    const made = createCodeEditor(host.current!, "Tier map", (text) => changed.current(text));
    editor.current = made;
    return () => made.destroy();
  }, []);
  const { name, text } = map;
  // Without `text`: what was typed is in the editor already, and more may have been typed since.
  useEffect(() => editor.current?.replace(text, formatOf({ name })), [name, opened]);
  useEffect(() => {
    if (studied.map) editor.current?.mark(studied.map.text, studied.problems);
  }, [studied]);
  useImperativeHandle(ref, () => ({ goTo: (problem) => editor.current?.goTo(problem) }), []);
  return <div className="code" ref={host} />;
};

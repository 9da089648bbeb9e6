// Places and declarations in a map in TOML, by its tables and lines. Inside of inline tables, nothing is completed.
import type { EditorState } from "@codemirror/state";
import type { Declared, Kind, Place } from "./place.ts";

const HEADER = /^\s*(\[\[|\[)\s*([\w."-]+)\s*\]/;
const KEY = /^\s*([\w-]+)\s*=/;

/** Returns the place at a position. */
export const tomlPlace = (state: EditorState, at: number): Place | undefined => {
  const line = state.doc.lineAt(at);
  const before = line.text.slice(0, at - line.from);
  const { path, first } = tableOf(state, line.number);
  const begun = /^\s*([\w-]*)$/.exec(before);
  if (begun) {
    const rest = /^[\w-]*/.exec(line.text.slice(before.length))![0].length;
    const from = at - begun[1]!.length;
    return { path, isKey: true, from, to: at + rest, taken: keysBelow(state, first, line.number) };
  }
  const value = /^\s*([\w-]+)\s*=\s*(\[(?:[^\]{]*,)?\s*)?("[^"]*|[\w-]*)$/.exec(before);
  if (!value) return undefined;
  const [, key, list, text] = value;
  const closing = text!.startsWith('"') && line.text[before.length] === '"' ? 1 : 0;
  return { path: [...path, key!, ...(list ? ["*"] : [])], isKey: false, from: at - text!.length, to: at + closing, taken: [] };
};

/** Returns the path of the table that a line is in, and the table's first line. */
const tableOf = (state: EditorState, number: number): { path: string[]; first: number } => {
  for (let at = number - 1; at >= 1; at--) {
    const header = HEADER.exec(state.doc.line(at).text);
    if (!header) continue;
    const names = header[2]!.split(".").map((name) => name.replaceAll('"', ""));
    return { path: header[1] === "[[" ? [...names, "*"] : names, first: at + 1 };
  }
  return { path: [], first: 1 };
};

/** Returns the keys of a table, except that of one line. */
const keysBelow = (state: EditorState, first: number, except: number): string[] => {
  const keys: string[] = [];
  for (let at = first; at <= state.doc.lines; at++) {
    const { text } = state.doc.line(at);
    if (HEADER.test(text)) break;
    const key = at === except ? undefined : KEY.exec(text)?.[1];
    if (key) keys.push(key);
  }
  return keys;
};

/** Returns the identifiers that the text declares. */
export const tomlDeclared = (state: EditorState): Declared => {
  const declared: Record<Kind, string[]> = { tiers: [], features: [], caps: [], addOns: [] };
  let table = "";
  for (const text of state.doc.iterLines()) {
    table = HEADER.exec(text)?.[2] ?? table;
    const id = /^\s*id\s*=\s*["']([^"']+)["']/.exec(text)?.[1];
    if (id && table in declared) declared[table as Kind].push(id);
  }
  return declared;
};

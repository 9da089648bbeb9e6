// What can be written at the cursor: keys, fixed values, and the identifiers that the map declares.
import { type Completion, type CompletionContext, type CompletionResult, pickedCompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { jsonDeclared, jsonPlace } from "./jsonMap.ts";
import type { Format } from "./mapFile.ts";
import { type Declared, kindAt, type Place } from "./place.ts";
import { type Key, keysAt, valuesAt } from "./schema.ts";
import { tomlDeclared, tomlPlace } from "./tomlMap.ts";

/** What an identifier is, in a word. */
const WORDS = { tiers: "tier", features: "feature", caps: "cap", addOns: "add-on" } as const;

/** How many quotes are before and after what is completed. They are replaced, too. */
interface Quotes {
  before: number;
  after: number;
}

/** Returns the completions of maps in a format. */
export const completionsOf = (format: Format) => (context: CompletionContext): CompletionResult | null => {
  const { state, pos, explicit } = context;
  const place = format === "json" ? jsonPlace(state, pos) : tomlPlace(state, pos);
  if (!place || (!explicit && place.from === place.to)) return null;
  const written = state.sliceDoc(place.from, place.to);
  const quotes = { before: written.startsWith('"') ? 1 : 0, after: written.length > 1 && written.endsWith('"') ? 1 : 0 };
  const declared = format === "json" ? jsonDeclared(state) : tomlDeclared(state);
  const isWithoutValue = !/^\s*[:=]/.test(state.sliceDoc(place.to, place.to + 20));
  const options = place.isKey ? keys(place, declared, format, quotes, isWithoutValue) : values(place, declared, quotes);
  return options.length ? { from: place.from + quotes.before, to: place.to - quotes.after, options, validFor: /^[^"]*$/ } : null;
};

const keys = (place: Place, declared: Declared, format: Format, quotes: Quotes, isWithoutValue: boolean): Completion[] => {
  const kind = kindAt(place);
  const named = kind ? declared[kind].map((name): Key & { detail: string } => ({ name, description: undefined, type: undefined, detail: WORDS[kind] })) : [];
  const all = [...keysAt(place.path).map((key) => ({ ...key, detail: "key" })), ...named];
  return all.filter(({ name }) => !place.taken.includes(name)).map((key) => ({
    label: key.name,
    detail: key.detail,
    ...(key.description && { info: key.description }),
    apply: written(keyText(key, format), isWithoutValue ? valueText(key, format) : "", quotes),
  }));
};

const keyText = ({ name }: Key, format: Format): string => (format === "toml" && /^[\w-]+$/.test(name) ? name : JSON.stringify(name));

/** Returns what follows a key: the beginning of its value. */
const valueText = ({ type }: Key, format: Format): string => {
  const value = type === "string" ? '""' : type === "array" ? "[]" : type === "object" ? "{}" : "";
  return (format === "json" ? ": " : " = ") + value;
};

const values = (place: Place, declared: Declared, quotes: Quotes): Completion[] => {
  const kind = kindAt(place);
  return [
    // In the order in which they are declared.
    ...(kind ? declared[kind] : []).map((id, i) => ({ label: id, detail: kind && WORDS[kind], boost: -Math.min(i, 99), apply: written(JSON.stringify(id), "", quotes) })),
    ...valuesAt(place.path).map((value) => ({ label: String(value), detail: "value", apply: written(JSON.stringify(value), "", quotes) })),
  ] as Completion[];
};

/** Returns what writes a text and what follows it. If that is a pair, the cursor is then in it. */
const written = (text: string, next: string, { before, after }: Quotes) => (view: EditorView, completion: Completion, from: number, to: number) => {
  const insert = text + next;
  const start = from - before;
  const anchor = start + insert.length - (/["\]}]$/.test(next) ? 1 : 0);
  view.dispatch({ changes: { from: start, to: to + after, insert }, selection: { anchor }, userEvent: "input.complete", annotations: pickedCompletion.of(completion) });
};

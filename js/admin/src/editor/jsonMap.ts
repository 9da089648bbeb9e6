// Places and declarations in a map in JSON, by its tokens: also while it is not valid.
import type { EditorState } from "@codemirror/state";
import type { Declared, Kind, Place } from "./place.ts";

/** A string, which ends with its line at the latest; a mark; or anything else. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/g;

/** An object or a list that is open. */
interface Open {
  isObject: boolean;
  /** The keys that lead to it. */
  path: readonly string[];
  /** The keys that an object has, by their positions. */
  keys: Map<number, string>;
  /** The key whose value is missing yet. */
  awaiting: string | undefined;
}

/** A token, and what belongs at its place. */
interface Step extends Pick<Place, "path" | "isKey"> {
  token: string;
  from: number;
  open: Open | undefined;
}

/** Returns the place at a position. */
export const jsonPlace = ({ doc }: EditorState, at: number): Place | undefined => {
  const steps = [...walk(doc.toString())];
  const next = steps.findIndex(({ from }) => from >= at);
  const before = steps[next - 1];
  const end = before ? before.from + before.token.length : -1;
  // After its closing quote a string is complete.
  const isInside = before?.token[0] === '"' && (at < end || (at === end && !/^".*"$/.test(before.token)));
  const { open, path, isKey } = (isInside ? before : steps[next])!;
  if (!open || (at === end && /[}\]]/.test(before!.token))) return undefined;
  const [from, to] = isInside ? [before!.from, end] : [at, at];
  const taken = isKey ? [...open.keys].flatMap(([position, name]) => (isInside && position === from ? [] : [name])) : [];
  return { path, isKey, from, to, taken };
};

/** Returns the identifiers that the text declares. */
export const jsonDeclared = ({ doc }: EditorState): Declared => {
  const declared: Record<Kind, string[]> = { tiers: [], features: [], caps: [], addOns: [] };
  for (const { token, path: [kind, item, key, ...more], isKey } of walk(doc.toString())) {
    if (token[0] === '"' && !isKey && item === "*" && key === "id" && more.length === 0 && Object.hasOwn(declared, kind!)) declared[kind as Kind].push(textOf(token));
  }
  return declared;
};

/** Returns each token, and at last the end of the text. */
function* walk(text: string): Generator<Step> {
  const stack: Open[] = [];
  let last = { token: "", from: 0 };
  for (const { 0: token, index: from } of text.matchAll(TOKEN)) {
    yield stepAt(stack.at(-1), token, from);
    read(stack, { token, from }, last);
    last = { token, from };
  }
  yield stepAt(stack.at(-1), "", Infinity);
}

const stepAt = (open: Open | undefined, token: string, from: number): Step => ({
  token,
  from,
  open,
  path: open ? pathIn(open) : [],
  isKey: open !== undefined && open.isObject && open.awaiting === undefined,
});

/** Returns the keys that lead to what comes next. */
const pathIn = ({ isObject, path, awaiting }: Open): readonly string[] =>
  isObject ? (awaiting === undefined ? path : [...path, awaiting]) : [...path, "*"];

type Token = Pick<Step, "token" | "from">;

/** Takes a token in. */
const read = (stack: Open[], { token, from }: Token, last: Token): void => {
  const open = stack.at(-1);
  const startKey = (key: Token) => open?.keys.set(key.from, (open.awaiting = textOf(key.token)));
  if (token === "}" || token === "]") stack.pop();
  else if (token === ":" && last.token[0] === '"') startKey(last);
  else if (token[0] === '"' && open?.isObject && open.awaiting === undefined) startKey({ token, from });
  else {
    if (token === "{" || token === "[") stack.push({ isObject: token === "{", path: open ? pathIn(open) : [], keys: new Map(), awaiting: undefined });
    // A word that is not complete leaves the value missing.
    if (open && /^([",{[\d-]|(true|false|null)$)/.test(token)) open.awaiting = undefined;
  }
};

/** Returns the text of a key or a string. */
const textOf = (token: string): string => {
  try {
    return JSON.parse(token);
  } catch {
    return token.replaceAll('"', "");
  }
};

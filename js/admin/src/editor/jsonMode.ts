// How JSON is coloured and indented. A tokenizer does for it: the editor asks the authoring kit what is wrong.
import type { StreamParser } from "@codemirror/language";

interface State {
  /** The objects and lists that are open, each with the indentation of the line on which it begins. */
  open: readonly { isObject: boolean; indent: number }[];
  /** Whether the next string is a key. */
  isKey: boolean;
}

/** JSON, for `StreamLanguage`. */
export const jsonMode: StreamParser<State> = {
  name: "json",
  startState: () => ({ open: [], isKey: false }),
  token(stream, state) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return state.isKey ? "propertyName" : "string";
    if (stream.match(/^-?\d[\d.eE+-]*/)) return "number";
    if (stream.match(/^(?:true|false)\b/)) return "bool";
    if (stream.match(/^null\b/)) return "null";
    const mark = stream.next()!;
    if ("{[".includes(mark)) state.open = [...state.open, { isObject: mark === "{", indent: stream.indentation() }];
    if ("}]".includes(mark)) state.open = state.open.slice(0, -1);
    if ("{}[],:".includes(mark)) state.isKey = (mark === "{" || mark === ",") && state.open.at(-1)?.isObject === true;
    return "{}".includes(mark) ? "brace" : "[]".includes(mark) ? "squareBracket" : ",:".includes(mark) ? "separator" : null;
  },
  indent({ open }, after, { unit }) {
    const around = open.at(-1);
    return around ? around.indent + (/^[}\]]/.test(after) ? 0 : unit) : 0;
  },
  languageData: { closeBrackets: { brackets: ["[", "{", '"'] } },
};

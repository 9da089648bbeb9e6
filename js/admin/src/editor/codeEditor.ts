// CodeMirror, in a shadow root: there it adopts its style sheets, which a content security policy without
// inline styles allows.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, StreamLanguage } from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { type Diagnostic, lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, type Text } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import type { Problem } from "tiergate/author";
import { theme } from "./codeTheme.ts";
import { completionsOf } from "./completion.ts";
import { jsonMode } from "./jsonMode.ts";
import type { Format } from "./mapFile.ts";

/** An editor on the page. */
export interface CodeEditor {
  /** Replaces the whole text, unless it is the same. */
  replace(text: string, format: Format): void;
  /** Marks the problems of a text; those of another text than the editor's are left out. */
  mark(text: string, problems: readonly Problem[]): void;
  /** Puts the cursor at a problem. */
  goTo(problem: Problem): void;
  destroy(): void;
}

/** Returns the range of a problem's text. */
const rangeOf = (doc: Text, { line, column, text }: Problem): { from: number; to: number } => {
  const { from: start, to: end } = doc.line(Math.min(line, doc.lines));
  const from = Math.min(start + column - 1, end);
  return { from, to: Math.min(from + text.length, end) };
};

const diagnosticOf = (doc: Text, problem: Problem): Diagnostic => ({
  ...rangeOf(doc, problem),
  severity: problem.severity,
  message: problem.message,
  renderMessage() {
    const text = document.createElement("div");
    const help = document.createElement("span");
    help.textContent = problem.help;
    text.append(problem.message, help);
    return text;
  },
});

const languageOf = (format: Format): Extension => [
  format === "json" ? StreamLanguage.define(jsonMode) : StreamLanguage.define(toml),
  autocompletion({ override: [completionsOf(format)], icons: false }),
];

/** Makes an editor in `host`, which tells `onChange` of each change of its text. */
export const createCodeEditor = (host: HTMLElement, label: string, onChange: (text: string) => void): CodeEditor => {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const language = new Compartment();
  let format: Format = "json";
  const view = new EditorView({
    root,
    parent: root,
    extensions: [
      language.of(languageOf(format)),
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      lintGutter(),
      EditorState.tabSize.of(2),
      EditorView.lineWrapping,
      // With `tabindex`, checkers also see that the keyboard gets there.
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      EditorView.updateListener.of(({ docChanged, state }) => docChanged && onChange(state.doc.toString())),
      keymap.of([
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...defaultKeymap,
        ...historyKeymap,
        { key: "F8", run: nextDiagnostic },
        { key: "Shift-F8", run: previousDiagnostic },
      ]),
      theme,
    ],
  });
  return {
    replace(text, next) {
      if (next !== format) view.dispatch({ effects: language.reconfigure(languageOf((format = next))) });
      if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    mark(text, problems) {
      const { doc } = view.state;
      if (text === doc.toString()) view.dispatch(setDiagnostics(view.state, problems.map((problem) => diagnosticOf(doc, problem))));
    },
    goTo(problem) {
      const { from } = rangeOf(view.state.doc, problem);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
};

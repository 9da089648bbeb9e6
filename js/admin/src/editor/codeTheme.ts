// How the editor looks: by the page's own names for colours, which also reach into its shadow root.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--fg)", backgroundColor: "var(--raised)", fontSize: "var(--t-sm)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--fg)", padding: "var(--s2) 0" },
  ".cm-cursor": { borderLeftColor: "var(--fg)" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--fg-3)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--subtle)", color: "inherit" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)" },
  ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy 1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-error": { textDecorationColor: "var(--bad)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warn)" },
  ".cm-tooltip": { maxWidth: "28rem", border: "1px solid var(--line)", borderRadius: "var(--r1)", background: "var(--raised)", color: "var(--fg)", boxShadow: "var(--shadow-2)", fontFamily: "var(--font)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "14rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "var(--s1) var(--s2)", lineHeight: "1.4" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--sunken)", color: "var(--fg)", boxShadow: "inset 2px 0 var(--accent-text)" },
  ".cm-completionDetail": { color: "var(--fg-3)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionInfo": { padding: "var(--s2) var(--s3)", color: "var(--fg-2)" },
  ".cm-diagnostic": { padding: "var(--s2) var(--s3)", borderLeft: "3px solid var(--bad)", display: "grid" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-diagnosticText": { fontWeight: "500" },
  ".cm-diagnosticText > span": { display: "block", fontWeight: "400", color: "var(--fg-2)" },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent-text)" },
  { tag: tags.heading, color: "var(--accent-text)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--warn)" },
  { tag: tags.comment, color: "var(--fg-3)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--fg-2)" },
]);

/** The look of the editor. */
export const theme = [look, syntaxHighlighting(colours)];

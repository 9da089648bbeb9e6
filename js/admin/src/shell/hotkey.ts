/** Checks whether a key opens the search: `/`, or K with Ctrl or ⌘. */
export const isHotkey = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !altKey && (key === "/" ? !ctrlKey && !metaKey : key.toLowerCase() === "k" && (ctrlKey || metaKey));

/** Checks whether a key was typed into a field. */
export const typesElsewhere = ({ target }: Event): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

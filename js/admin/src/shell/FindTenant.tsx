import { Autocomplete } from "@base-ui/react/autocomplete";
import { type FocusEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { Icon } from "../parts/Icon.tsx";
import { isHotkey, typesElsewhere } from "./hotkey.ts";
import { type Hit, useHits } from "./useHits.ts";

/** Finds a tenant by any part of its identifier or label while one types, and what else one can do, by its name. */
export const FindTenant = (): ReactNode => {
  const [text, setText] = useState("");
  const [isGranting, setIsGranting] = useState(false);
  const [, go] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  useHotkey(() => input.current?.focus());
  const { hits, status } = useHits(text, isGranting);
  const { isInside, events } = useFocusInside();
  const begin = (isGranting: boolean) => {
    setIsGranting(isGranting);
    setText("");
  };
  const open = ({ path }: Hit) => {
    begin(path === undefined);
    if (path === undefined) return;
    go(path);
    input.current?.blur();
  };
  const words = isGranting ? "Grant a tier to…" : "Find a tenant…";
  // The list is not a popup of Base UI's, which would hide the rest of the page from screen readers.
  return (
    <Autocomplete.Root inline open items={hits} mode="none" autoHighlight="always" value={text} onValueChange={(next, { reason }) => reason !== "item-press" && setText(next)} itemToStringValue={(hit: Hit) => hit.id}>
      <div className="find" role="search" aria-label="All tenants" {...events} onKeyDown={({ key }) => key === "Escape" && begin(false)}>
        <Icon name="search" />
        <Autocomplete.Input ref={input} aria-label={words.replace("…", "")} placeholder={words} spellCheck={false} />
        <span className="kbd" aria-hidden="true">Ctrl K</span>
        <div className="pop" hidden={!isInside || (text.trim() === "" && !isGranting)}>
          <Autocomplete.Status className="muted small option">{isInside ? status : ""}</Autocomplete.Status>
          <Autocomplete.List aria-label="Found">
            {(hit: Hit) => (
              <Autocomplete.Item key={hit.id + hit.path} value={hit} className="option" onClick={() => open(hit)}>
                <b>{hit.label ?? hit.id}</b>{hit.label && <code className="muted">{hit.id}</code>}{hit.kind && <span className="muted small push">{hit.kind}</span>}
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </div>
      </div>
    </Autocomplete.Root>
  );
};

/** Returns whether the focus is inside an element, which gets these events. */
const useFocusInside = () => {
  const [isInside, setIsInside] = useState(false);
  const events = {
    onFocus: () => setIsInside(true),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => setIsInside(currentTarget.contains(relatedTarget)),
  };
  return { isInside, events };
};

/** Calls when `/` or Ctrl K is pressed outside a field. */
const useHotkey = (act: () => void) => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isHotkey(event) || (event.key === "/" && typesElsewhere(event)) || document.querySelector(".dialog")) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
};

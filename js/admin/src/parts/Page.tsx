import { type ReactNode, useEffect, useRef } from "react";

interface PageProps {
  /** The page's name, for the window and for screen readers. */
  name: string;
  /** The heading, if it is not the name. */
  title?: string | undefined;
  /** Words about its state, next to the heading. */
  badges?: ReactNode;
  /** A sentence below the title. */
  text?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** Whether no page was shown before: the first one keeps the browser's own focus. */
let isFirst = true;

/** The page on the screen: its name is in the window's title, and its heading has the focus when one gets there. */
export const Page = ({ name, title, badges, text, actions, children }: PageProps): ReactNode => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${name} · tiergate`;
    if (!isFirst && !document.querySelector(".dialog")) heading.current?.focus();
    isFirst = false;
  }, [name]);
  return (
    <>
      <div className="head">
        <div>
          <div className="line"><h1 ref={heading} tabIndex={-1}>{title ?? name}</h1>{badges}</div>
          {text && <p className="soft">{text}</p>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
};

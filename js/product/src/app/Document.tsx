import type { ReactNode } from "react";
import type { Start } from "./start.ts";

interface DocumentProps {
  readonly children: ReactNode;
  /** What the page begins with, if it has a script. */
  readonly start?: Start;
}

/** A whole page, the same at the server and in the browser. */
export const Document = ({ children, start }: DocumentProps) => (
  <html lang="en">
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/assets/style.css" />
      {start && <script type="module" src="/assets/page.js" />}
    </head>
    <body>
      {children}
      {start && <script type="application/json" id="start" dangerouslySetInnerHTML={{ __html: textOf(start) }} />}
    </body>
  </html>
);

/** Returns a value as JSON that cannot end the element it stands in. */
const textOf = (value: object) => JSON.stringify(value).replaceAll("<", "\\u003c");

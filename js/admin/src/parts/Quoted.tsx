import { Fragment, type ReactNode } from "react";

/** A text of the server's, in which names are between backticks. */
export const Quoted = ({ children }: { children: string }): ReactNode =>
  children.split("`").map((part, index) => (index % 2 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>));

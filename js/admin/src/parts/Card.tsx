import { type ReactNode, useId } from "react";

interface CardProps {
  title: ReactNode;
  /** At the end of the head: an action, or a few words. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page. */
export const Card = ({ title, aside, children }: CardProps): ReactNode => {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <header><h2 id={id}>{title}</h2>{aside}</header>
      {children}
    </section>
  );
};

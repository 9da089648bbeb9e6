/** An icon. A word next to it says the same. */
export const Icon = ({ path }: { readonly path: string }) => (
  <svg className="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg>
);

export const CHECK = "m3.5 8.5 3 3 6-7";
export const DASH = "M4 8h8";
export const CLOCK = "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 4.8V8l2.2 1.6";
export const CIRCLE = "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z";

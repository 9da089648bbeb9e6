import { bare, type TierSnapshot } from "../client/snapshot.js";
import type { TierClient } from "../client/tier-client.js";

let current: TierClient | undefined;
let stop: (() => void) | undefined;
const shown = new Set<() => void>();

/** The client that all elements of a page use. */
export const TierElements = {
  /**
   * Lets the elements of this page show what a client knows.
   *
   * @example
   * ```ts
   * TierElements.use(createTierClient({ url: "/tiers" }));
   * ```
   */
  use(client: TierClient): void {
    stop?.();
    current = client;
    const showAll = () => shown.forEach((show) => show());
    stop = client.subscribe(showAll);
    showAll();
  },
};

/** Returns the client, if there is one yet, and what it knows. */
export const known = (): { client: TierClient | undefined; snapshot: TierSnapshot } => ({
  client: current,
  snapshot: current?.snapshot ?? bare("pending"),
});

// A server that renders pages has no elements.
const Base = globalThis.HTMLElement ?? class {};

/** An element that shows what the client knows, again whenever that or one of its attributes changes. */
export abstract class TierElement extends Base {
  readonly #show = () => {
    try {
      this.show();
    } catch (error) {
      // The other elements show what they can.
      reportError(error);
    }
  };

  connectedCallback(): void {
    shown.add(this.#show);
    this.#show();
  }

  disconnectedCallback(): void {
    shown.delete(this.#show);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#show();
  }

  /** Shows what is known. */
  abstract show(): void;

  /** Replaces what is shown, unless it is the same: somebody may have the focus there. */
  protected fill(...parts: HTMLElement[]): void {
    const { childNodes: shown } = this;
    if (shown.length !== parts.length || !parts.every((part, i) => part.isEqualNode(shown[i]!))) this.replaceChildren(...parts);
  }
}

/** Makes an element with a class of the stylesheet, if `look` is one, and with children. */
export const make = <K extends keyof HTMLElementTagNameMap>(name: K, look: string, ...children: (Node | string)[]): HTMLElementTagNameMap[K] => {
  const element = document.createElement(name);
  if (look) element.className = `tiergate-${look}`;
  element.append(...children);
  return element;
};

// What is sold, under the names that the tier map's `billing.products` lists.

/** Something that a subscription can have. */
export interface Price {
  readonly id: string;
  readonly label: string;
  /** Euros a month. */
  readonly euros: number;
  /** The tier that it gives; absent for an add-on. */
  readonly tier?: "pro" | "premium";
}

export const PRICES: readonly Price[] = [
  { id: "price-pro", label: "Pro", euros: 29, tier: "pro" },
  { id: "price-premium", label: "Premium", euros: 79, tier: "premium" },
  { id: "price-assistant", label: "Assistant", euros: 9 },
];

/** Returns the price with an identifier. */
export const priceOf = (id: string | null): Price | undefined => PRICES.find((price) => price.id === id);

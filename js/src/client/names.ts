/**
 * The names that a product's own policy has. `tiergate codegen --ts` writes an augmentation of
 * it, so that a mistyped feature, cap, tier or add-on does not compile. Without one, every text
 * is accepted.
 *
 * @example
 * ```ts
 * declare module "tiergate" {
 *   interface Register {
 *     features: "export" | "ai";
 *     caps: "maxNotes";
 *     tiers: "free" | "pro";
 *     addOns: "assistant";
 *   }
 * }
 * ```
 */
export interface Register {}

type Named<K extends string> = Register extends Record<K, infer Name extends string> ? Name : string;

/** The identifier of a feature. */
export type FeatureId = Named<"features">;
/** The identifier of a cap. */
export type CapId = Named<"caps">;
/** The identifier of a tier. */
export type TierId = Named<"tiers">;
/** The identifier of an add-on. */
export type AddOnId = Named<"addOns">;

const { TIERGATE_SERVER = "http://127.0.0.1:4747", TIERGATE_PRODUCT_PORT = "4748", TIERGATE_STRIPE_SECRET = "whsec_of_the_demo", TIERGATE_END_WITH_STDIN } = process.env;

/** The address of the Rust server. */
export const server = TIERGATE_SERVER;

/** The address under which it has sessions and policies. */
export const tiers = `${server}/tiers`;

/** The port of the product; 0 for any. */
export const port = Number(TIERGATE_PRODUCT_PORT);

/** The secret with which Stripe's stand-in signs its events. */
export const stripeSecret = TIERGATE_STRIPE_SECRET;

/** Whether to end with the standard input: when the program that started this one has ended. */
export const endsWithInput = TIERGATE_END_WITH_STDIN !== undefined;

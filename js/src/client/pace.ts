/** How long a page goes without asking the server, in milliseconds. */
export const ASK_EVERY = 300_000;
/** A page that becomes visible asks the server unless it did so in this time. */
export const NOT_WITHIN = 5_000;
/** How long after a sign-out nobody asks but by `refresh`: the cookie may still be there. */
export const AFTER_SIGN_OUT = 2_000;
/** How often a tab asks, at most, because another one has another tenant: each may have a session of its own. */
export const APART = 1_000;
/** How long a client may be without listeners, as while a page is rendered twice, and still show what it knows. */
export const REST = 50;

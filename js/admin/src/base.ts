// The addresses of the screen and of the server's routes.

interface AdminConfig {
  /** The address below which the server has `v1`, `session` and `policies`. */
  api: string;
  /** The product's own sign-in. */
  signIn?: string;
  /** Whether one may sign in with a token. */
  tokenForm: boolean;
}

const written = document.querySelector<HTMLMetaElement>('meta[name="tiergate-admin"]')?.content;

// Vite's own server writes nothing there.
const config: AdminConfig = JSON.parse(written || '{"api":"","tokenForm":true}');

/** The path of the screen, without a slash at its end. The server writes it into `<base>`. */
export const screen = written ? new URL(document.baseURI).pathname.replace(/\/$/, "") : "";

/** The address below which the server has `v1`, `session` and `policies`. */
export const server = config.api;

/** The address of the product's own sign-in, which leads back here; `undefined` if it has none. */
export const signInAddress = (): string | undefined => {
  if (!config.signIn) return undefined;
  const address = new URL(config.signIn, location.href);
  address.searchParams.set("return_to", location.href);
  return address.href;
};

/** Whether one may sign in with a token: only at a server on this machine. */
export const takesToken = config.tokenForm;

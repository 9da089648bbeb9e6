// The server of the tests.
import { join } from "node:path";
import { start, until } from "../../test/serve/processes.js";
import { bin } from "./paths.js";

/** Starts `tiergate serve` on a port and a store, which decides by the store's active policy. */
export const startServer = async (folder, store, port) => {
  const file = (name) => join(folder, name);
  const keys = ["--token-algorithm", "hs256", "--token-key", file("secret"), "--token-issuer", "https://id.example.com", "--session-key", file("secret")];
  const options = ["--session-insecure", "--stripe-secret", "whsec_test", "--policy-cache", file("cache"), "--log", "warn"];
  const { end } = start(bin, ["serve", "--store", store, "--listen", `127.0.0.1:${port}`, ...keys, ...options], { stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${url}/readyz`).then(({ ok }) => ok, () => false));
  return { url, end };
};

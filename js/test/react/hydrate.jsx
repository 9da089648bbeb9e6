// Hydrates a page whose boundaries arrive late, after the client has settled on something else.
import { hydrateRoot } from "react-dom/client";
import { createTierClient } from "tiergate";
import { pageOf } from "./app.jsx";

const session = JSON.parse(document.querySelector("#session").textContent);
const client = createTierClient({ session });
window.recoverable = [];
window.late = 0;
const settled = new Promise((resolve) => {
  client.subscribe(() => client.snapshot.by === "policy" && client.snapshot.revision === 2 && resolve());
  // On a busy machine the server's answers count before the policy is loaded: it is tried again with the next one.
  const ask = () => client.refresh().then(({ by }) => by === "policy" || setTimeout(ask, 1000));
  ask();
});
const load = async (i) => {
  await settled;
  await new Promise((resolve) => setTimeout(resolve, 10 * i));
  window.late++;
};
const Page = pageOf(load);
hydrateRoot(document.querySelector("#root"), <Page client={client} />, { onRecoverableError: (error) => window.recoverable.push(String(error)) });

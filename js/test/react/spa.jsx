// A page that nobody rendered before, and every gate's renders.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { createTierClient } from "tiergate";
import { TierGate, TierProvider, UpsellPlaceholder, Gates, useTier, Boundary } from "./app.jsx";

const root = createRoot(document.querySelector("#root"));
window.texts = new Set();
new MutationObserver(() => window.texts.add(document.body.textContent)).observe(document, { childList: true, subtree: true, characterData: true });

window.pages = {
  slow: () => root.render(<StrictMode><TierProvider><Gates /></TierProvider></StrictMode>),
  outside: () => root.render(<Boundary><Outside /></Boundary>),
  picked: (session) => {
    const client = (window.client = createTierClient({ session, events: false }));
    const Picked = () => {
      const { can } = useTier(({ hasFeature }) => ({ can: hasFeature }));
      return <p>export: {String(can("export"))}</p>;
    };
    flushSync(() => root.render(<TierProvider client={client}><Picked /></TierProvider>));
  },
  many: (session) => {
    const client = (window.client = createTierClient({ session, events: false }));
    window.renders = [];
    const content = (id) => ({ allowed }) => (window.renders.push(id), allowed ? `yes ${id} ` : `no ${id} `);
    const slots = Object.keys(client.snapshot.features).map((id) => [id, content(id)]);
    let again;
    const Parent = () => {
      again = useTier((tier) => tier.status);
      return slots.map(([id, slot]) => <TierGate key={id} feature={id} fallback={slot}>{slot}</TierGate>);
    };
    flushSync(() => root.render(<TierProvider client={client}><Parent /></TierProvider>));
  },
};
const Outside = () => useTier().status;

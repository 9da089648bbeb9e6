// A page that follows the server.
import { createRoot } from "react-dom/client";
import { TierBadge, TierGate, TierProvider, UpsellPlaceholder } from "tiergate/react";

createRoot(document.querySelector("#root")).render(
  <TierProvider>
    <TierBadge />
    <TierGate feature="export" fallback={<UpsellPlaceholder feature="export" />}><p>the export</p></TierGate>
  </TierProvider>,
);

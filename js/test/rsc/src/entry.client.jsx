import { createFromReadableStream } from "@vitejs/plugin-rsc/browser";
import { hydrateRoot } from "react-dom/client";

window.recoverable = [];
const { body } = await fetch("/index.rsc");
hydrateRoot(document, await createFromReadableStream(body), { onRecoverableError: (error) => window.recoverable.push(String(error)) });
window.isHydrated = true;

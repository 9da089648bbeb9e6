// The page: hydrates what the server rendered.
import { hydrateRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { Document } from "./app/Document.tsx";
import type { Start } from "./app/start.ts";

const text = document.getElementById("start")?.textContent;
if (text) {
  const start: Start = JSON.parse(text);
  hydrateRoot(document, <Document start={start}><App start={start} /></Document>);
}

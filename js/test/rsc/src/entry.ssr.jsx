import { createFromReadableStream } from "@vitejs/plugin-rsc/ssr";
import { renderToReadableStream } from "react-dom/server.edge";

export async function render(payload) {
  const root = await createFromReadableStream(payload);
  return renderToReadableStream(root, { bootstrapScriptContent: await import.meta.viteRsc.loadBootstrapScriptContent("index") });
}

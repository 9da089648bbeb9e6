// Renders the app to a React server component payload, or to HTML.
import { renderToReadableStream } from "@vitejs/plugin-rsc/rsc";
import { App } from "./App.jsx";

export default async function handler(request) {
  const url = new URL(request.url);
  const payload = renderToReadableStream(<App request={request} url={process.env.TIERGATE_URL} />);
  if (url.pathname.endsWith(".rsc")) return new Response(payload, { headers: { "content-type": "text/x-component" } });
  const { render } = await import.meta.viteRsc.loadModule("ssr", "index");
  return new Response(await render(payload), { headers: { "content-type": "text/html" } });
}

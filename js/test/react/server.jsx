import { Writable } from "node:stream";
import { createElement } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { pageOf } from "./app.jsx";

export * from "./app.jsx";
export { createElement };

/** Renders to HTML, waiting for everything. */
export const render = (element) =>
  new Promise((resolve, reject) => {
    let html = "";
    const sink = new Writable({ write: (chunk, _, done) => ((html += chunk), done()), final: (done) => (resolve(html), done()) });
    const { pipe } = renderToPipeableStream(element, { onAllReady: () => pipe(sink), onError: reject });
  });

export const renderPage = (session) => render(createElement(pageOf(async () => {}), { session }));

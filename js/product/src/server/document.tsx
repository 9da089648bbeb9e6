import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { App } from "../app/App.tsx";
import { Document } from "../app/Document.tsx";
import type { Start } from "../app/start.ts";

/** Pages run their own script and the policy, and load nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": POLICY,
  "cache-control": "no-store",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

const html = (page: ReactNode, status: number) => new Response(`<!doctype html>${renderToString(page)}`, { status, headers: HEADERS });

/** Returns a page of the product, at an address. */
export const appPage = (start: Start, path: string, status: number): Response => html(<Document start={start}><App start={start} path={path} /></Document>, status);

interface PlainProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Returns a page without a script. */
export const plainPage = ({ title, children }: PlainProps, status = 200): Response =>
  html(
    <Document>
      <title>{`${title} · Help desk`}</title>
      <main className="plain">{children}</main>
    </Document>,
    status,
  );

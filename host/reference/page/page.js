// Shows Uma her tenant's plan, live, and lets Ann change it.
import { Policy } from "/tiergate/index.js";
import { cap, feature, resolution, rows } from "/page/show.js";

const element = (id) => document.getElementById(id);
const tokens = await json(fetch("/page/tokens"));
// A product signs its users in; here the page does it for Uma.
await json(fetch("/tiers/session", { method: "POST", headers: bearer(tokens.uma) }));

/** The policy that decides, which is loaded once for each digest. */
let policy;
element("grant").addEventListener("submit", grant);
element("revoke").addEventListener("click", revoke);
const tiers = await operate("GET", "tiers");
element("tier").append(...tiers.map(({ id, label }) => new Option(label, id, false, id === "pro")));

// An event arrives at once, and whenever anything changes: a grant, its end, another policy.
const events = new EventSource("/tiers/session/events");
for (const name of ["hello", "changed"]) events.addEventListener(name, show);

function bearer(token) {
  return { authorization: `Bearer ${token}` };
}

async function json(response) {
  const answer = await response;
  const body = answer.headers.get("content-type")?.includes("json") ? await answer.json() : undefined;
  if (!answer.ok) throw new Error(body?.detail ?? answer.statusText);
  return body;
}

/** Sends a request as Ann. */
function operate(method, path, body) {
  const headers = { ...bearer(tokens.ann), "idempotency-key": crypto.randomUUID(), "content-type": "application/json" };
  return json(fetch(`/tiers/v1/${path}`, { method, headers, body: body && JSON.stringify(body) }));
}

async function grant(event) {
  event.preventDefault();
  const { tier, reason, minutes } = Object.fromEntries(new FormData(event.target));
  const until = minutes ? Math.floor(Date.now() / 1000) + 60 * Number(minutes) : undefined;
  await tell(operate("PUT", "tenants/acme/tier", { tier, reason, until }));
}

async function revoke() {
  await tell(operate("DELETE", "tenants/acme/tier"));
}

async function tell(write) {
  element("problem").textContent = "";
  await write.catch((error) => {
    element("problem").textContent = error.message;
  });
}

async function show({ data }) {
  const session = await json(fetch(`/tiers/session?atLeast=${JSON.parse(data).revision}`));
  if (policy?.digest !== session.policy.digest) policy = await Policy.load(session.policy.url);
  const [server, browser] = [session.entitlements, policy.entitle(session.facts, session.now)];
  const catalog = policy.describe();
  showPlan(catalog, browser);
  showHosts(session.policy.digest, server, browser);
  const label = (list, id) => catalog[list].find((entry) => entry.id === id)?.label ?? id;
  const beside = (list, cell) =>
    server[list].map((of, at) => [label(list, of.feature ?? of.cap), cell(of, catalog), cell(browser[list][at], catalog)]);
  rows(element("features"), ["Feature", "Server", "Browser"], beside("features", feature));
  rows(element("caps"), ["Cap", "Server", "Browser"], beside("caps", cap));
  const history = await operate("GET", "tenants/acme/history?limit=8");
  element("history").replaceChildren(...history.map(told));
}

function showPlan(catalog, { resolution: held, features }) {
  element("plan-tier").textContent = catalog.tiers.find(({ id }) => id === held.tier)?.label ?? held.tier;
  element("plan-detail").textContent = resolution(held);
  const links = features.filter(({ feature }) => ["billing", "projects"].includes(feature));
  element("product").replaceChildren(
    ...links.map(({ feature: id, allowed }) => {
      const link = document.createElement("a");
      link.href = `/${id}`;
      link.textContent = `${allowed ? "" : "🔒 "}${catalog.features.find((it) => it.id === id).label}`;
      return link;
    }),
  );
}

function showHosts(digest, server, browser) {
  element("server-digest").textContent = digest;
  element("browser-digest").textContent = policy.digest;
  const same = digest === policy.digest && JSON.stringify(server) === JSON.stringify(browser);
  element("verdict").dataset.same = same;
  element("verdict").textContent = same ? "Both give the same answers." : "Their answers differ.";
}

function told({ at, actor, reason, kind, tier }) {
  const line = document.createElement("li");
  const time = new Date(at * 1000).toLocaleTimeString();
  line.textContent = `${time} ${actor}: ${kind} ${tier ?? ""}${reason ? `, “${reason}”` : ""}`;
  return line;
}

// Asks both hosts the same question, and shows their answers side by side.
import { Policy } from "/tiergate/index.js";

const element = (id) => document.getElementById(id);
const json = async (response) => {
  const answer = await response;
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};

const [policies, tenants] = await Promise.all([json(fetch("/policies")), json(fetch("/demo/tenants.json"))]);
/** Each policy that was asked, loaded once. */
const loaded = new Map();
const load = (digest) => {
  if (!loaded.has(digest)) loaded.set(digest, Policy.load(fetch(`/policies/${digest}.wasm`)));
  return loaded.get(digest);
};

/** The number of the newest question, so that a late answer to an older one is dropped. */
let newest = 0;

element("policy").append(...policies.map(({ map, size }, at) => new Option(`${map} (${size} bytes)`, at)));
element("policy").addEventListener("change", choosePolicy);
element("tenant").addEventListener("change", chooseTenant);
for (const id of ["facts", "now"]) element(id).addEventListener("input", ask);
choosePolicy();

function choosePolicy() {
  const { map } = policies[element("policy").value];
  const options = tenants.map(({ name }, at) => new Option(name, at)).filter((_, at) => tenants[at].map === map);
  element("tenant").replaceChildren(...options);
  chooseTenant();
}

function chooseTenant() {
  const { tenant, now } = tenants[element("tenant").value];
  element("facts").value = JSON.stringify(tenant, null, 2);
  element("now").value = new Date(now * 1000).toISOString().slice(0, 19);
  ask();
}

async function ask() {
  const question = ++newest;
  try {
    const { digest } = policies[element("policy").value];
    const tenant = JSON.parse(element("facts").value);
    const now = Date.parse(`${element("now").value}Z`) / 1000;
    const policy = await load(digest);
    const browser = { digest: policy.digest, entitlements: policy.entitle(tenant, now) };
    const server = await json(
      fetch("/entitle", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ digest, tenant, now }),
      }),
    );
    if (question === newest) show(policy.describe(), server, browser);
    element("problem").textContent = "";
  } catch (error) {
    if (question === newest) element("problem").textContent = error.message;
  }
}

function show(catalog, server, browser) {
  element("server-digest").textContent = server.digest;
  element("browser-digest").textContent = browser.digest;
  const same = JSON.stringify(server) === JSON.stringify(browser);
  element("verdict").dataset.same = same;
  element("verdict").textContent = same ? "Both hosts answer the same." : "The hosts differ.";
  const [ours, theirs] = [server.entitlements, browser.entitlements];
  rows("resolution", ["", "Server", "Browser"], [[plain("Tier"), resolution(ours.resolution), resolution(theirs.resolution)]]);
  const label = (list, id) => catalog[list].find((entry) => entry.id === id)?.label ?? id;
  rows(
    "features",
    ["Feature", "Server", "Browser"],
    ours.features.map((decision, at) => [
      plain(label("features", decision.feature)),
      feature(catalog, decision),
      feature(catalog, theirs.features[at]),
    ]),
  );
  element("caps").hidden = element("caps-title").hidden = ours.caps.length === 0;
  rows(
    "caps",
    ["Cap", "Server", "Browser"],
    ours.caps.map((state, at) => [plain(label("caps", state.cap)), cap(state), cap(theirs.caps[at])]),
  );
}

const plain = (text, detail = "", kind = "") => ({ text, detail, kind });
const until = (seconds) => (seconds === undefined ? "" : `until ${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`);
const named = (variant) =>
  typeof variant === "string" ? variant : Object.entries(variant).map(([name, of]) => `${name} ${of ?? ""}`)[0];

function resolution({ tier, source, standing, misconfigured, validUntil }) {
  const details = [source && `by ${source}`, named(standing), misconfigured && "misconfigured", until(validUntil)];
  return plain(tier, details.filter(Boolean).join(", "));
}

function feature(catalog, { allowed, reason, minimumTier, validUntil }) {
  const offer = !allowed && minimumTier && `from ${catalog.tiers.find(({ id }) => id === minimumTier)?.label} on`;
  const details = [named(reason), offer, until(validUntil)].filter(Boolean).join(", ");
  return plain(allowed ? "yes" : "no", details, allowed ? "yes" : "no");
}

function cap({ limit, warnAt, blockedAt, validUntil }) {
  const details = [warnAt !== undefined && `warns at ${warnAt}`, blockedAt !== undefined && `blocks at ${blockedAt}`];
  return plain(limit === "unlimited" ? limit : limit["at-most"], [...details, until(validUntil)].filter(Boolean).join(", "));
}

function rows(id, titles, cells) {
  const head = row(titles.map((title) => plain(title)), "th");
  const body = cells.map((line) => row(line, "td", line[1].text !== line[2].text || line[1].detail !== line[2].detail));
  const sections = [document.createElement("thead"), document.createElement("tbody")];
  sections[0].append(head);
  sections[1].append(...body);
  element(id).replaceChildren(...sections);
}

function row(cells, tag, differs = false) {
  const line = document.createElement("tr");
  line.classList.toggle("differs", differs);
  for (const { text, detail, kind } of cells) {
    const cell = document.createElement(tag);
    if (kind) cell.className = kind;
    cell.append(String(text));
    if (detail) {
      const small = document.createElement("span");
      small.className = "detail";
      small.append(detail);
      cell.append(small);
    }
    line.append(cell);
  }
  return line;
}

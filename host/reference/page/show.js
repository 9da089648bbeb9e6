// Formats answers as cells of a table.

const until = (seconds) => (seconds === undefined ? "" : `until ${new Date(seconds * 1000).toLocaleTimeString()}`);
const named = (variant) => (typeof variant === "string" ? variant : Object.entries(variant)[0].join(" "));
const joined = (...details) => details.filter(Boolean).join(", ");

/** Describes why a tenant has its tier. */
export const resolution = ({ source, standing, misconfigured, validUntil }) =>
  joined(source && `by ${source}`, standing !== "good" && named(standing), misconfigured && "misconfigured", until(validUntil));

export function feature({ allowed, reason, minimumTier, validUntil }, { tiers }) {
  const offer = !allowed && minimumTier && `from ${tiers.find(({ id }) => id === minimumTier)?.label} on`;
  return { text: allowed ? "yes" : "no", detail: joined(named(reason), offer, until(validUntil)), kind: allowed ? "yes" : "no" };
}

export function cap({ limit, warnAt, blockedAt, validUntil }) {
  const ends = [warnAt !== undefined && `warns at ${warnAt}`, blockedAt !== undefined && `blocks at ${blockedAt}`];
  return { text: limit["at-most"] ?? limit, detail: joined(...ends, until(validUntil)) };
}

/** Fills a table, and marks each line whose last two cells differ. */
export function rows(table, titles, lines) {
  const [head, body] = ["thead", "tbody"].map((name) => document.createElement(name));
  head.append(row(titles, "th"));
  for (const line of lines) {
    const of = row(line, "td");
    of.classList.toggle("differs", JSON.stringify(line[1]) !== JSON.stringify(line[2]));
    body.append(of);
  }
  table.replaceChildren(head, body);
}

function row(cells, tag) {
  const line = document.createElement("tr");
  for (const of of cells) {
    const { text, detail, kind } = typeof of === "object" ? of : { text: of };
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

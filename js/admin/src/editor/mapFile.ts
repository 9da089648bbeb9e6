// The text that is edited, and its file.
import type { MapFile } from "tiergate/author";

/** The format of a map's text. */
export type Format = "json" | "toml";

/** Returns the format that a file's name shows. */
export const formatOf = ({ name }: Pick<MapFile, "name">): Format => (name.endsWith(".toml") ? "toml" : "json");

/** Returns a file's text as the editor has it: with line feeds alone, and without a byte order mark. */
export const plain = (text: string): string => text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");

/** What an empty editor begins with: the smallest map that shows the main parts. */
export const starter = (): MapFile => ({
  name: "map.json",
  text: `{
  "name": "product",
  "version": "1.0.0",
  "tiers": [
    { "id": "free", "label": "Free", "caps": { "seats": 3 } },
    { "id": "pro", "label": "Pro", "extends": "free", "features": ["export"], "caps": { "seats": 20 } }
  ],
  "features": [{ "id": "export", "label": "Export" }],
  "caps": [{ "id": "seats", "label": "Seats", "unit": "seats", "warnPercent": 80 }],
  "defaultTier": "free",
  "whenMissing": { "tier": "free" },
  "whenUnknown": { "tier": "free" }
}
`,
});

/** Saves a file on the operator's computer. */
export const download = ({ name, text }: MapFile): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
};

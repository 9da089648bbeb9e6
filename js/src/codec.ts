import { fail, reject } from "./error.js";
import type { Guest } from "./guest.js";
import { pointed } from "./scalar.js";

/**
 * How values of one type of the WIT are taken from a caller, lowered into a
 * policy and lifted out of it, by the component model's canonical ABI.
 */
export interface Codec<T = any> {
  /** How many bytes it takes in memory. */
  readonly size: number;
  /** What its address is a multiple of. */
  readonly align: number;
  /** How many core values it takes as a parameter. */
  readonly flat: number;
  /** What a record has in place of an absent key; none: it must be given. */
  readonly absent?: unknown;
  /** Checks what a caller gave at `path`, and writes out what may be left out. */
  read(value: unknown, path: string): T;
  /** As core values. */
  lower(value: T, guest: Guest): unknown[];
  /** Into memory. */
  store(value: T, guest: Guest, at: number): void;
  /** Out of memory. */
  load(guest: Guest, at: number): T;
}

const roundUp = (size: number, align: number) => Math.ceil(size / align) * align;

/** `codec`, in place of which a record has `absent` where the key is absent. */
export const or = (codec: Codec, absent: unknown): Codec => ({ ...codec, absent });

/** A list: an array. */
export const list = (codec: Codec): Codec<unknown[]> =>
  or(
    pointed<unknown[]>(
      (value, path) =>
        Array.isArray(value)
          ? Array.from(value, (item, i) => codec.read(item, `${path}[${i}]`))
          : reject(path, value, "a list"),
      (value, guest) => {
        const at = guest.allocate(value.length * codec.size, codec.align);
        value.forEach((item, i) => codec.store(item, guest, at + i * codec.size));
        return [at, value.length];
      },
      (guest, at, length) => {
        guest.claim(at, length * codec.size, codec.align);
        return Array.from({ length }, (_, i) => codec.load(guest, at + i * codec.size));
      },
    ),
    [],
  );

/** A record: an object, its keys in the order of the WIT, one that is none left out. */
export function record(fields: Record<string, Codec>, isTuple = false): Codec {
  const codecs = Object.entries(fields);
  const align = Math.max(1, ...codecs.map(([, codec]) => codec.align));
  let size = 0;
  let flat = 0;
  const parts = codecs.map(([key, codec]) => {
    const offset = roundUp(size, codec.align);
    size = offset + codec.size;
    flat += codec.flat;
    return { key, codec, offset };
  });
  return {
    size: roundUp(size, align),
    align,
    flat,
    read(value, path) {
      if (!value || typeof value !== "object" || Array.isArray(value) !== isTuple)
        reject(path, value, `${isTuple ? "a list" : "an object"} of ${Object.keys(fields)}`);
      const given = value as Record<string, unknown>;
      const inside = path && `${path}.`;
      for (const key of Object.keys(given))
        if (!Object.hasOwn(fields, key)) reject(inside + key, "unknown", `only ${Object.keys(fields)}`);
      return Object.fromEntries(
        parts.map(({ key, codec }) => {
          const own = Object.hasOwn(given, key) ? given[key] : undefined;
          return [key, codec.read(own === undefined ? codec.absent : own, inside + key)];
        }),
      );
    },
    lower: (value, guest) => parts.flatMap(({ key, codec }) => codec.lower(value[key], guest)),
    store(value, guest, at) {
      for (const { key, codec, offset } of parts) codec.store(value[key], guest, at + offset);
    },
    load(guest, at) {
      const value: any = isTuple ? [] : {};
      for (const { key, codec, offset } of parts) {
        const part = codec.load(guest, at + offset);
        if (part !== null) value[key] = part;
      }
      return value;
    },
  };
}

/** A tuple: an array. */
export const tuple = (...codecs: Codec[]): Codec => record({ ...codecs } as any, true);

/** A variant: `"case"`, or `{ case: payload }`. */
export function variant(cases: Record<string, Codec | null>): Codec {
  const names = Object.keys(cases);
  const payloads = Object.values(cases);
  const most = (what: "size" | "align" | "flat") => Math.max(...payloads.map((codec) => codec?.[what] ?? 0));
  // One byte tells the case; the payload comes after it, as aligned as any of them needs.
  const align = most("align") || 1;
  const flat = 1 + most("flat");
  const split = (value: any): [number, unknown] => {
    const [name, payload] = typeof value === "string" ? [value] : (Object.entries(value)[0] as [string, unknown]);
    return [names.indexOf(name), payload];
  };
  return {
    size: roundUp(align + most("size"), align),
    align,
    flat,
    read(value, path) {
      const isBare = typeof value === "string";
      if (isBare || (value && typeof value === "object" && Object.keys(value).length === 1)) {
        const [index, payload] = split(value);
        const codec = payloads[index];
        if (codec === null && isBare) return value;
        if (codec && !isBare) return { [names[index]!]: codec.read(payload, `${path}.${names[index]}`) };
      }
      reject(path, value, `one of ${names}`);
    },
    lower(value, guest) {
      const [index, payload] = split(value);
      const lowered = [index, ...(payloads[index]?.lower(payload, guest) ?? [])];
      return [...lowered, ...Array(flat - lowered.length).fill(0)];
    },
    store(value, guest, at) {
      const [index, payload] = split(value);
      guest.view.setUint8(at, index);
      payloads[index]?.store(payload, guest, at + align);
    },
    load(guest, at) {
      const index = guest.view.getUint8(at);
      const codec = payloads[index];
      const name = names[index] ?? fail("unavailable", `the policy gave case ${index} of ${names}`);
      return codec ? { [name]: codec.load(guest, at + align) } : name;
    },
  };
}

/** An enum: a string. */
export const choice = (...names: string[]): Codec => variant(Object.fromEntries(names.map((name) => [name, null])));

/** An option: the value, or `null`. */
export function option(codec: Codec): Codec {
  const inner = variant({ none: null, some: codec });
  const wrap = (value: unknown) => (value === null ? "none" : { some: value });
  return {
    ...inner,
    read: (value, path) => (value == null ? null : codec.read(value, path)),
    lower: (value, guest) => inner.lower(wrap(value), guest),
    store: (value, guest, at) => inner.store(wrap(value), guest, at),
    load: (guest, at) => inner.load(guest, at).some ?? null,
  };
}

import { fail, reject } from "./error.js";
import type { Guest } from "./guest.js";
import { pointed } from "./scalar.js";

/** How a number lies in memory, as a `DataView` calls it. */
export type Kind = "Uint8" | "Uint32" | "BigUint64";

/** A number, or what makes one once there is a policy to pass it to, and its place in the value's memory. */
export type Cell = [offset: number, kind: Kind, value: number | ((guest: Guest) => number)];

/**
 * How values of one type of the WIT are passed to a policy and taken from it,
 * by the component model's canonical ABI.
 */
export interface Codec {
  /** How many bytes a value takes in memory. */
  readonly size: number;
  /** What its address is a multiple of. */
  readonly align: number;
  /** What stands for an absent key of a record; none: it must be given. */
  readonly absent?: unknown;
  /** Checks what a caller gave at `path`, and takes it apart; a value that is passed flat always into as many cells. */
  read(value: unknown, path: string): Cell[];
  /** Puts together the value at `at`. */
  load(guest: Guest, at: number): any;
}

const roundUp = (size: number, align: number) => Math.ceil(size / align) * align;

const shift = (cells: Cell[], by: number) => cells.map(([offset, ...rest]): Cell => [offset + by, ...rest]);

const isObject = (value: unknown): value is object => value !== null && typeof value === "object";

/** `codec`, and what stands for an absent key. */
export const or = (codec: Codec, absent: unknown): Codec => ({ ...codec, absent });

/** A list: an array. */
export const list = (codec: Codec): Codec =>
  or(
    pointed(
      (value, path) => {
        if (!Array.isArray(value)) reject(path, value, "a list");
        const items = Array.from(value, (item, i) => codec.read(item, `${path}[${i}]`));
        return [items.length, (guest) => guest.place(codec, items)];
      },
      (guest, at, length) => {
        guest.claim(at, length * codec.size, codec.align);
        return Array.from({ length }, (_, i) => codec.load(guest, at + i * codec.size));
      },
    ),
    [],
  );

/** A record: an object, its keys in the order of the WIT, without those that are none. */
export function record(fields: Record<string, Codec>, isTuple = false): Codec {
  let size = 0;
  let align = 1;
  const parts = Object.entries(fields).map(([key, codec]) => {
    const offset = roundUp(size, codec.align);
    size = offset + codec.size;
    align = Math.max(align, codec.align);
    return { key, codec, offset };
  });
  return {
    size: roundUp(size, align),
    align,
    read(value: any, path) {
      if (!isObject(value) || Array.isArray(value) !== isTuple) reject(path, value, isTuple ? "a list" : "an object");
      const inside = path && `${path}.`;
      for (const key of Object.keys(value))
        if (!Object.hasOwn(fields, key)) reject(inside + key, value[key], `only ${Object.keys(fields)}`);
      return parts.flatMap(({ key, codec, offset }) => {
        const own = Object.hasOwn(value, key) ? value[key] : undefined;
        return shift(codec.read(own === undefined ? codec.absent : own, inside + key), offset);
      });
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
  // One byte tells the case; the payload comes after it, as aligned as any of them needs.
  const align = Math.max(1, ...payloads.map((codec) => codec?.align ?? 0));
  const size = roundUp(align + Math.max(...payloads.map((codec) => codec?.size ?? 0)), align);
  return {
    size,
    align,
    read(value: any, path) {
      const [name, ...more] = isObject(value) ? Object.keys(value) : [value];
      const index = names.indexOf(name);
      const codec = payloads[index];
      if (more.length || codec === undefined || !codec === isObject(value)) reject(path, value, `one of ${names}`);
      return [[0, "Uint8", index], ...(codec ? shift(codec.read(value[name], `${path}.${name}`), align) : [])];
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
  // As a parameter a none still takes the place of a pointer and a length.
  const none: Cell[] = Array.from({ length: codec.size / 4 }, (_, i) => [codec.align + 4 * i, "Uint32", 0]);
  return {
    ...inner,
    read: (value, path) => {
      const cells = value == null ? none : shift(codec.read(value, path), codec.align);
      return [[0, "Uint8", +(value != null)], ...cells];
    },
    load: (guest, at) => inner.load(guest, at).some ?? null,
  };
}

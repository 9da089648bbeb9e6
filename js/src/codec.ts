import { fail, reject } from "./error.js";
import { get, getList, putList } from "./memory.js";
import { string } from "./scalar.js";

/** How much memory a value takes, and what its address is a multiple of. */
export interface Layout {
  size: number;
  align: number;
}

/**
 * How values of one type of the WIT are passed to a policy and taken from it,
 * by the component model's canonical ABI.
 */
export interface Codec extends Layout {
  /** What stands for an absent key of a record; none: it must be given. */
  absent?: unknown;
  /** Checks what a caller gave at `path`, and writes it. */
  store(value: any, path: string, to: Uint8Array, at: number): void;
  /** Reads what the policy gave. */
  load(at: number): any;
}

/** `codec`, and what stands for an absent key. */
export const or = (codec: Codec, absent: unknown): Codec => ({ ...codec, absent });

/** The next multiple of `align`. */
export const roundUp = (size: number, align: number) => Math.ceil(size / align) * align;

const isObject = (value: unknown) => !!value && typeof value === "object";

/** A list: an array. */
export const list = (item: Codec): Codec => ({
  ...string,
  absent: [],
  store(value, path, to, at) {
    if (!Array.isArray(value)) reject(path, value, "a list");
    const items = new Uint8Array(value.length * item.size);
    for (const [i, one] of value.entries()) item.store(one, `${path}[${i}]`, items, i * item.size);
    putList(items, item.align, value.length, to, at);
  },
  load(at) {
    const [start, length] = getList(at, item);
    return Array.from({ length }, (_, i) => item.load(start + i * item.size));
  },
});

/** A record: an object, its keys in the order of the WIT, without those that are none. */
export const record = (fields: Record<string, Codec>, isTuple = false): Codec => {
  let size = 0;
  let align = 1;
  const parts = Object.entries(fields).map(([key, codec]) => {
    const offset = roundUp(size, codec.align);
    size = offset + codec.size;
    align = Math.max(align, codec.align);
    return [key, codec, offset] as const;
  });
  return {
    size: roundUp(size, align),
    align,
    store(value, path, to, at) {
      if (!isObject(value) || Array.isArray(value) !== isTuple) reject(path, value, isTuple ? "a list" : "an object");
      const inside = path && `${path}.`;
      const given: Record<string, unknown> = { __proto__: null, ...value };
      for (const key in given)
        if (!Object.hasOwn(fields, key)) reject(inside + key, given[key], `only ${Object.keys(fields)}`);
      for (const [key, codec, offset] of parts) {
        const { [key]: own = codec.absent } = given;
        codec.store(own, inside + key, to, at + offset);
      }
    },
    load(at) {
      const value: any = isTuple ? [] : {};
      for (const [key, codec, offset] of parts) {
        const part = codec.load(at + offset);
        if (part !== null) value[key] = part;
      }
      return value;
    },
  };
};

/** A tuple: an array. */
export const tuple = (...items: Codec[]): Codec => record({ ...items } as any, true);

/** No payload. */
export const unit = { size: 0, align: 1 } as Codec;

/** A variant: `"case"`, or `{ case: payload }`. */
export const variant = (cases: Record<string, Codec>): Codec => {
  const names = Object.keys(cases);
  const payloads = Object.values(cases);
  // One byte tells the case; the payload comes after it, as aligned as any of them needs.
  const align = Math.max(...payloads.map((codec) => codec.align));
  return {
    size: roundUp(align + Math.max(...payloads.map((codec) => codec.size)), align),
    align,
    store(value, path, to, at) {
      const [name, ...more] = isObject(value) ? Object.keys(value) : [value];
      const codec = payloads[(to[at] = names.indexOf(name))];
      if (!codec || more.length || (codec !== unit) !== isObject(value)) reject(path, value, `one of ${names}`);
      codec.store?.(value[name], path, to, at + align);
    },
    load(at) {
      const index = get(at, 1);
      const codec = payloads[index] ?? fail("unavailable", `the policy gave case ${index} of ${names}`);
      return codec === unit ? names[index] : { [names[index]!]: codec.load(at + align) };
    },
  };
};

/** An enum: a string. */
export const choice = (...names: string[]): Codec => variant(Object.fromEntries(names.map((name) => [name, unit])));

/** An option: the value, or `null`. */
export const option = (codec: Codec): Codec => {
  const inner = variant({ none: unit, some: codec });
  return {
    ...inner,
    // OK because what is written to begins as zeros: a none is.
    store: (value, path, to, at) => value == null || inner.store({ some: value }, path, to, at),
    load: (at) => inner.load(at).some ?? null,
  };
};

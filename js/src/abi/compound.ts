import { fail, reject } from "../error.js";
import type { Codec } from "./codec.js";
import { roundUp } from "./layout.js";
import { get, put } from "./memory.js";
import { string } from "./scalar.js";

/** Returns `codec` with a default for an absent key. */
export const or = (codec: Codec, absent: unknown): Codec => ({ ...codec, absent });

/** Returns the codec of a number or a list of which a caller must give at least one. */
export const atLeastOne = (codec: Codec): Codec => ({
  ...codec,
  absent: undefined,
  read(value, path, isStrict) {
    const copy = codec.read(value, path, isStrict);
    return (copy.length ?? copy) ? copy : reject(path, 0, "at least one");
  },
});

const isObject = (value: any) => !!value && typeof value === "object";

/** Returns the codec of a list, which is an array. */
export const list = (item: Codec): Codec => ({
  ...string,
  absent: [],
  read(value, path, isStrict) {
    if (!Array.isArray(value)) reject(path, value, "a list");
    const items = [];
    for (let i = 0, { length } = value; i < length; i++) items.push(item.read(value[i], `${path}[${i}]`, isStrict));
    return items;
  },
  store(value, to, at, guest) {
    const start = guest.putList(value.length, item, to, at);
    for (let i = 0; i < value.length; i++) item.store(value[i], guest, start + i * item.size, guest);
  },
  load(guest, at) {
    const [start, length] = guest.getList(at, item);
    const items = [];
    for (let i = 0; i < length; i++) items.push(item.load(guest, start + i * item.size));
    return items;
  },
});

/** Returns the codec of a record: an object with its keys in the WIT's order, without absent options. */
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
    read(value: any, path, isStrict) {
      if (!isObject(value) || Array.isArray(value) !== isTuple) reject(path, value, isTuple ? "a list" : "an object");
      const inside = path && `${path}.`;
      for (const key of Object.keys(value))
        if (!Object.hasOwn(fields, key)) reject(inside + key, value[key], `only ${Object.keys(fields)}`);
      const copy: any = isTuple ? [] : {};
      for (const [key, codec] of parts) {
        const own = Object.hasOwn(value, key) ? value[key] : undefined;
        // What is absent is as it would be read: nobody changes it.
        copy[key] = own === undefined && codec.absent !== undefined ? codec.absent : codec.read(own, inside + key, isStrict);
      }
      return copy;
    },
    store(value, to, at, guest) {
      for (const [key, codec, offset] of parts) codec.store(value[key], to, at + offset, guest);
    },
    load(guest, at) {
      const value: any = isTuple ? [] : {};
      for (const [key, codec, offset] of parts) {
        const part = codec.load(guest, at + offset);
        if (part !== null) value[key] = part;
      }
      return value;
    },
  };
};

/** Returns the codec of a tuple, which is an array. */
export const tuple = (...items: Codec[]): Codec => record({ ...items } as any, true);

/** The codec of a case without a payload. */
export const unit = { size: 0, align: 1 } as Codec;

/** Returns the codec of a variant: `"case"`, or `{ case: payload }`. */
export const variant = (cases: Record<string, Codec>): Codec => {
  const names = Object.keys(cases);
  const payloads = Object.values(cases);
  // One byte selects the case. The payload follows, at the largest alignment of all payloads.
  const align = Math.max(...payloads.map((codec) => codec.align));
  return {
    size: roundUp(align + Math.max(...payloads.map((codec) => codec.size)), align),
    align,
    read(value, path, isStrict) {
      const keys = isObject(value) ? Object.keys(value) : [value];
      const [name] = keys;
      const codec = payloads[names.indexOf(name)];
      if (!codec || keys.length > 1 || (codec !== unit) !== isObject(value)) reject(path, value, `one of ${names}`);
      return codec === unit ? name : { [name]: codec.read(value[name], path, isStrict) };
    },
    store(value, to, at, guest) {
      const name = isObject(value) ? Object.keys(value)[0]! : value;
      const index = names.indexOf(name);
      put(index, 1, to, at);
      payloads[index]!.store?.(value[name], to, at + align, guest);
    },
    load(guest, at) {
      const index = get(guest.bytes, at, 1);
      const codec = payloads[index] ?? fail("unavailable", `the policy gave case ${index} of ${names}`);
      return codec === unit ? names[index] : { [names[index]!]: codec.load(guest, at + align) };
    },
  };
};

/** Returns the codec of an enum, which is a string. */
export const choice = (...names: string[]): Codec => variant(Object.fromEntries(names.map((name) => [name, unit])));

/** Returns the codec of an option: the value, or `null`. */
export const option = (codec: Codec): Codec => {
  const inner = variant({ none: unit, some: codec });
  return {
    ...inner,
    absent: null,
    read: (value, path, isStrict) => (value == null ? null : codec.read(value, path, isStrict)),
    store(value, to, at, guest) {
      put(+(value !== null), 1, to, at);
      if (value !== null) codec.store(value, to, at + codec.align, guest);
    },
    load: (guest, at) => (get(guest.bytes, at, 1) ? inner.load(guest, at).some : null),
  };
};

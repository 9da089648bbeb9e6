// The keys of a map, by the JSON Schema that is generated from the code that reads maps.
import { $defs, properties } from "../../../../policy/map/tiergate.schema.json";

/** The parts of a JSON Schema that the map's has. */
interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  const?: string;
  enum?: string[];
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
}

// By name, so that what else the document says about itself is not in the bundle.
const definitions = $defs as Record<string, Schema>;
const whole = { properties } as Schema;

/** Returns a schema's alternatives, without references. */
const alternatives = (schema: Schema): Schema[] => {
  const named = schema.$ref ? definitions[schema.$ref.replace("#/$defs/", "")] : undefined;
  return [schema, ...(named ? alternatives(named) : []), ...(schema.anyOf ?? []).flatMap(alternatives)];
};

/** Returns the schemas of the value at a path. */
const schemasAt = (path: readonly string[]): Schema[] =>
  path.reduce(
    (schemas, key) => schemas.flatMap((schema) => inside(schema, key)).flatMap(alternatives),
    alternatives(whole),
  );

const inside = ({ properties, additionalProperties, items }: Schema, key: string): Schema[] => {
  if (properties && Object.hasOwn(properties, key)) return [properties[key]!];
  if (typeof additionalProperties === "object") return [additionalProperties];
  return key === "*" && items ? [items] : [];
};

/** A key of a map. */
export interface Key {
  name: string;
  description: string | undefined;
  /** What its value begins with: an object, a list, a text or, if it may be several, nothing. */
  type: "object" | "array" | "string" | undefined;
}

/** Returns the keys of the object at a path, except free ones. */
export const keysAt = (path: readonly string[]): Key[] =>
  schemasAt(path).flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([name, schema]) => {
      const types = new Set(alternatives(schema).map((it) => (it.enum ?? it.const ? "string" : it.type)));
      types.delete(undefined);
      const [type] = types.size === 1 ? types : [];
      return { name, description: schema.description, type: type as Key["type"] };
    }),
  );

/** Returns the fixed values that the value at a path may have. */
export const valuesAt = (path: readonly string[]): (string | boolean)[] =>
  schemasAt(path).flatMap((schema): (string | boolean)[] => schema.enum ?? (schema.const ? [schema.const] : schema.type === "boolean" ? [true, false] : []));

/** As much of JSON Schema as the fixture has; no property is allowed that it does not name. */
export interface Schema {
  /** Absent: anything, of which the fixture does not tell more. */
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  maxItems?: number;
  enum?: unknown[];
  pattern?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** What is wrong with a value, a line for each fault. */
export function schemaFaults(schema: Schema, value: unknown, place = ''): string[] {
  const at = (name: string) => (place === '' ? name : `${place}.${name}`);
  if (schema.type === undefined) return [];
  if (typeOf(value) !== schema.type) return [`: ${place} is no ${schema.type}`];
  const faults: string[] = [];
  if (schema.enum?.includes(value) === false) faults.push(`: ${place} cannot be ${value}`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value))) {
    faults.push(`: ${place} does not match ${schema.pattern}`);
  }
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(Object(value), name)) faults.push(`: ${at(name)} is missing`);
  }
  if (Array.isArray(value)) {
    if (value.length > (schema.maxItems ?? Infinity)) faults.push(`: ${place} is too long`);
    return [...faults, ...value.flatMap((one, i) => schemaFaults(schema.items!, one, at(`${i}`)))];
  }
  if (schema.type !== 'object') return faults;
  for (const [name, each] of Object.entries(Object(value))) {
    const own = schema.properties?.[name];
    faults.push(
      ...(own === undefined
        ? [`: ${at(name)} is not in the schema`]
        : schemaFaults(own, each, at(name))),
    );
  }
  return faults;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : value === null ? 'null' : typeof value;
}

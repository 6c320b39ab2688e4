/** As much of JSON Schema (2020-12) as the schemas of this repository use; any other keyword is an error. */
export interface Schema {
  [keyword: string]: unknown;
}

const NOTES = ['$schema', '$defs', 'title', 'description'];

/** What is wrong with a value, a line for each fault: `plugins.0.name: is not a string`. */
export function schemaFaults(schema: Schema, value: unknown): string[] {
  return new Validation(schema).faults(schema, value, '');
}

class Validation {
  constructor(private readonly root: Schema) {}

  faults(schema: Schema, value: unknown, place: string): string[] {
    return Object.entries(schema).flatMap(([keyword, argument]) => {
      if (NOTES.includes(keyword)) return [];
      return this.#keyword(keyword, argument, schema, value).map((fault) =>
        /^[.:]/.test(fault) ? place + fault : `${place}: ${fault}`,
      );
    });
  }

  #keyword(keyword: string, argument: unknown, schema: Schema, value: unknown): string[] {
    switch (keyword) {
      case '$ref':
        return this.faults(this.#referenced(String(argument)), value, '');
      case 'type':
        return typeOf(value) === argument ? [] : [`is ${typeOf(value)}, not ${argument}`];
      case 'enum':
        return (argument as unknown[]).includes(value) ? [] : [`'${value}' is not allowed`];
      case 'anyOf':
        return this.#anyOf(argument as Schema[], value);
      case 'required':
        return (argument as string[])
          .filter((name) => !Object.hasOwn(Object(value), name))
          .map((name) => `.${name}: is missing`);
      case 'properties':
        return Object.entries(argument as Record<string, Schema>).flatMap(([name, each]) => {
          const own = (value as Record<string, unknown>)[name];
          return own === undefined ? [] : this.faults(each, own, `.${name}`);
        });
      case 'additionalProperties':
        return Object.keys(Object(value))
          .filter((name) => !Object.hasOwn(Object(schema.properties), name))
          .map((name) => `.${name}: is not in the schema`);
      case 'items':
        return (Array.isArray(value) ? value : []).flatMap((each, index) =>
          this.faults(argument as Schema, each, `.${index}`),
        );
      default:
        throw new Error(`the keyword ${keyword} is not implemented here`);
    }
  }

  #anyOf(schemas: readonly Schema[], value: unknown): string[] {
    const each = schemas.map((schema) => this.faults(schema, value, ''));
    return each.some((faults) => faults.length === 0) ? [] : [`fits none: ${each.join(' | ')}`];
  }

  /** `#/$defs/name` */
  #referenced(reference: string): Schema {
    const name = reference.replace('#/$defs/', '');
    return (this.root.$defs as Record<string, Schema>)[name]!;
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

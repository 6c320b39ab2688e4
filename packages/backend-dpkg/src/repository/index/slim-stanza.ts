/**
 * What is kept of a stanza of a Packages file, one field a line in this order, without names; lists as they are written. A fifth of
 * the file.
 */
export const SLIM_FIELDS = [
  'package',
  'version',
  'architecture',
  'multi-arch',
  'essential',
  'important',
  'priority',
  'installed-size',
  'filename',
  'size',
  'sha256',
  'pre-depends',
  'depends',
  'conflicts',
  'breaks',
  'recommends',
  'suggests',
  'provides',
] as const;

export type SlimField = (typeof SLIM_FIELDS)[number];

/** Fields whose values are lists of packages, in the order in which apt numbers the names in them. */
export const RELATION_FIELDS = [
  ...['pre-depends', 'depends', 'conflicts', 'breaks', 'recommends', 'suggests'],
  ...['replaces', 'enhances', 'provides'],
] as const;

/** Fields that tell, besides name and version, whether two stanzas are of one package: apt's rule. */
export const IDENTITY_FIELDS = [
  ...['installed-size', 'depends', 'pre-depends', 'conflicts', 'breaks', 'replaces'],
] as const;

const NUMBERS: ReadonlyMap<string, number> = new Map(SLIM_FIELDS.map((name, at) => [name, at]));

/** One of them, taken apart. */
export class SlimStanza {
  readonly #values: readonly string[];

  /** @param source number of the index that it is from */
  constructor(
    text: string,
    readonly source: number,
  ) {
    this.#values = text.split('\n');
  }

  value(field: SlimField): string {
    return this.#values[NUMBERS.get(field)!] ?? '';
  }
}

import type { BytePath, PluginOptions } from '@supermin/core';
import { optionChoice, refuseUnknownOptions } from '@supermin/core/writer';
import { badCompression, badKind, badProgram, badReference, optionOfKind } from './errors.ts';

const KINDS = ['container', 'disk'] as const;
export type Kind = (typeof KINDS)[number];

const COMPRESSIONS = ['gzip', 'zstd', 'none'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

const KNOWN = ['kind', 'compress', 'reference', 'program', 'krun', 'add', 'size', 'modules'];
const OF_CONTAINERS = ['program', 'krun'];
const OF_DISKS = ['size', 'modules'];

/** As in the manifest, for callers that pass plugin objects and no options. */
const DEFAULT_REFERENCE = 'appliance:latest';

/** The grammar of https://github.com/distribution/reference, without a digest: `[HOST[:PORT]/]NAME[/NAME]...[:TAG]` */
const HOST = String.raw`[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*(?::\d{1,5})?`;
const NAME = String.raw`[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*`;
const TAG = String.raw`\w[\w.-]{0,127}`;
const REFERENCE = new RegExp(`^(?<name>(?:${HOST}/)?${NAME}(?:/${NAME})*)(?::(?<tag>${TAG}))?$`);
const LONGEST_NAME = 255;
const LONGEST_REFERENCE = LONGEST_NAME + 1 + 128;

/** An image's name in a registry. */
export interface Reference {
  /** With its tag. */
  whole: string;
  /** `registry.example/team/appliance` */
  name: string;
  tag: string;
}

export interface OciOptions {
  kind: Kind;
  compression: Compression;
  reference: Reference;
  /** Undefined: what the tree suggests. */
  entrypoint: readonly string[] | undefined;
  krun: boolean;
  /** Layouts. */
  add: readonly BytePath[];
  /** Options of the ext2 writer. */
  disk: PluginOptions;
}

/** @throws SuperminError `OPTION_UNKNOWN`, `OCI_KIND`, `OCI_COMPRESS`, `OCI_REFERENCE`, `OCI_PROGRAM` */
export function parseOptions(options: PluginOptions): OciOptions {
  refuseUnknownOptions('writer oci', options, KNOWN);
  const kind = optionChoice(options.kind, KINDS, 'container', badKind);
  const foreign = kind === 'container' ? OF_DISKS : OF_CONTAINERS;
  const given = ([, value]: [string, unknown]) => value !== undefined && value !== false;
  for (const [name] of Object.entries(options).filter(given)) {
    if (foreign.includes(name)) {
      throw optionOfKind(name, kind === 'container' ? 'disk' : 'container');
    }
  }
  const disk = Object.entries(options).filter(([name]) => OF_DISKS.includes(name));
  return {
    kind,
    compression: optionChoice(options.compress, COMPRESSIONS, 'gzip', badCompression),
    reference: parseReference(String(options.reference ?? DEFAULT_REFERENCE)),
    entrypoint: parseEntrypoint(options.program),
    krun: options.krun === true,
    add: Array.isArray(options.add) ? options.add : [],
    disk: Object.fromEntries(disk),
  };
}

function parseReference(text: string): Reference {
  const match = text.length > LONGEST_REFERENCE ? null : REFERENCE.exec(text);
  const { name, tag = 'latest' } = match?.groups ?? {};
  if (name === undefined || name.length > LONGEST_NAME) throw badReference(text);
  return { whole: `${name}:${tag}`, name, tag };
}

function parseEntrypoint(option: unknown): string[] | undefined {
  if (option === undefined) return undefined;
  const text = String(option);
  if (text.startsWith('/') && isArgument(text)) return [text];
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw badProgram(text);
  }
  const words = Array.isArray(list) && list.every(isArgument) ? list : [];
  // What is executed has a name.
  if (!words[0]) throw badProgram(text);
  return words;
}

/** A NUL would end it: execve(2). */
function isArgument(word: unknown): word is string {
  return typeof word === 'string' && !word.includes('\0');
}

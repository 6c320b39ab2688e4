import { createHash } from 'node:crypto';
import {
  allProvides,
  contentOf,
  type FileDescription,
  type PackageDescription,
  parseDependency,
  sourceOf,
} from './package-description.ts';
import { FileFlag, Tag, Type } from './tags.ts';

export interface HeaderEntry {
  tag: number;
  type: number;
  count: number;
  data: Buffer;
}

const TYPES = {
  file: 0o100000,
  directory: 0o040000,
  device: 0o020000,
  symlink: 0o120000,
};
const FLAGS = {
  config: FileFlag.config,
  noreplace: FileFlag.config | FileFlag.noReplace,
  missingok: FileFlag.config | FileFlag.missingOk,
  ghost: FileFlag.ghost,
  doc: FileFlag.documentation,
};
const SHA256 = 8;
const ALIGNMENT: Readonly<Record<number, number>> = { [Type.int16]: 2, [Type.int32]: 4 };

/** The header blob of a package, as rpm would keep it in its database. */
export function encodeHeader(described: PackageDescription): Buffer {
  return joinEntries(packageEntries(described));
}

export function packageEntries(described: PackageDescription): HeaderEntry[] {
  const { name, version, release = '1', arch = 'noarch', epoch, files = [] } = described;
  const directories = [...new Set(files.map(({ path }) => directoryOf(path)))];
  return [
    string(Tag.name, name),
    string(Tag.version, version),
    string(Tag.release, release),
    ...(epoch === undefined ? [] : [int32(Tag.epoch, [epoch])]),
    string(Tag.arch, arch),
    string(Tag.sourceRpm, sourceOf(described)),
    ...dependencies(allProvides(described), [
      Tag.provideName,
      Tag.provideFlags,
      Tag.provideVersion,
    ]),
    ...dependencies(described.requires ?? [], [
      Tag.requireName,
      Tag.requireFlags,
      Tag.requireVersion,
    ]),
    ...dependencies(described.recommends ?? [], [
      Tag.recommendName,
      Tag.recommendFlags,
      Tag.recommendVersion,
    ]),
    ...weakAndNegative(described),
    ...(files.length === 0 ? [] : fileEntries(files, directories)),
  ].sort((a, b) => a.tag - b.tag);
}

function weakAndNegative(described: PackageDescription): HeaderEntry[] {
  const { conflicts, obsoletes, suggests, supplements, enhances } = described;
  return [
    ...dependencies(conflicts ?? [], [Tag.conflictName, Tag.conflictFlags, Tag.conflictVersion]),
    ...dependencies(obsoletes ?? [], [Tag.obsoleteName, Tag.obsoleteFlags, Tag.obsoleteVersion]),
    ...dependencies(suggests ?? [], [Tag.suggestName, Tag.suggestFlags, Tag.suggestVersion]),
    ...dependencies(supplements ?? [], [
      Tag.supplementName,
      Tag.supplementFlags,
      Tag.supplementVersion,
    ]),
    ...dependencies(enhances ?? [], [Tag.enhanceName, Tag.enhanceFlags, Tag.enhanceVersion]),
  ];
}

function fileEntries(files: readonly FileDescription[], directories: string[]): HeaderEntry[] {
  const strings = (tag: number, value: (file: FileDescription) => string) =>
    stringArray(tag, files.map(value));
  const digest = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');
  const content = (file: FileDescription) =>
    file.marks?.includes('ghost') ? undefined : contentOf(hardLink(files, file));
  return [
    strings(Tag.baseNames, ({ path }) => path.slice(path.lastIndexOf('/') + 1)),
    stringArray(Tag.directoryNames, directories),
    int32(
      Tag.directoryIndexes,
      files.map(({ path }) => directories.indexOf(directoryOf(path))),
    ),
    int32(
      Tag.fileFlags,
      files.map(({ marks = [] }) => marks.reduce((flags, mark) => flags | FLAGS[mark], 0)),
    ),
    int16(Tag.fileModes, files.map(modeOf)),
    strings(Tag.fileDigests, (file) => {
      const text = content(file);
      return text === undefined ? '' : digest(text);
    }),
    strings(Tag.fileLinkTargets, ({ linkTo }) => linkTo ?? ''),
    int32(Tag.fileDigestAlgorithm, [SHA256]),
  ];
}

function hardLink(files: readonly FileDescription[], file: FileDescription): FileDescription {
  return files.find(({ path }) => path === file.hardLinkTo) ?? file;
}

export function modeOf({ directory, device, linkTo, mode }: FileDescription): number {
  if (device) return TYPES.device | (mode ?? 0o644);
  if (directory) return TYPES.directory | (mode ?? 0o755);
  if (linkTo !== undefined) return TYPES.symlink | 0o777;
  return TYPES.file | (mode ?? 0o644);
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function dependencies(list: readonly string[], tags: readonly [number, number, number]) {
  if (list.length === 0) return [];
  const parsed = list.map(parseDependency);
  return [
    stringArray(
      tags[0],
      parsed.map(({ name }) => name),
    ),
    int32(
      tags[1],
      parsed.map(({ flags }) => flags),
    ),
    stringArray(
      tags[2],
      parsed.map(({ version }) => version),
    ),
  ];
}

export function string(tag: number, text: string): HeaderEntry {
  return { tag, type: Type.string, count: 1, data: Buffer.from(`${text}\0`, 'latin1') };
}

export function stringArray(tag: number, texts: readonly string[]): HeaderEntry {
  const data = Buffer.from(texts.map((text) => `${text}\0`).join(''), 'latin1');
  return { tag, type: Type.stringArray, count: texts.length, data };
}

export function int32(tag: number, numbers: readonly number[]): HeaderEntry {
  const data = Buffer.alloc(4 * numbers.length);
  for (const [at, number] of numbers.entries()) data.writeUInt32BE(number >>> 0, 4 * at);
  return { tag, type: Type.int32, count: numbers.length, data };
}

export function int16(tag: number, numbers: readonly number[]): HeaderEntry {
  const data = Buffer.alloc(2 * numbers.length);
  for (const [at, number] of numbers.entries()) data.writeUInt16BE(number, 2 * at);
  return { tag, type: Type.int16, count: numbers.length, data };
}

/** A region of the entries, and behind it what an installation adds: the digest of the region, and `added`. */
export function joinEntries(
  entries: readonly HeaderEntry[],
  added: readonly HeaderEntry[] = [],
): Buffer {
  const region = layOut(entries);
  const count = entries.length + 1;
  const trailer = entry(Tag.immutable, Type.binary, -16 * count, 16);
  const first = entry(Tag.immutable, Type.binary, region.data.length, 16);
  const index = Buffer.concat([first, ...region.index]);
  const data = Buffer.concat([region.data, trailer]);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(count, 0);
  lengths.writeUInt32BE(data.length, 4);
  const digest = createHash('sha256')
    .update(Buffer.from('8eade80100000000', 'hex'))
    .update(Buffer.concat([lengths, index, data]))
    .digest('hex');
  const behind = layOut([...added, string(Tag.sha256Header, digest)], data.length);
  lengths.writeUInt32BE(count + behind.index.length, 0);
  lengths.writeUInt32BE(data.length + behind.data.length, 4);
  return Buffer.concat([lengths, index, ...behind.index, data, behind.data]);
}

/** Entries and nothing else, as package files have them. */
export function joinRegion(regionTag: number, entries: readonly HeaderEntry[]): Buffer {
  const region = layOut([...entries].sort((a, b) => a.tag - b.tag));
  const count = entries.length + 1;
  const trailer = entry(regionTag, Type.binary, -16 * count, 16);
  const first = entry(regionTag, Type.binary, region.data.length, 16);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(count, 0);
  lengths.writeUInt32BE(region.data.length + trailer.length, 4);
  return Buffer.concat([lengths, first, ...region.index, region.data, trailer]);
}

/** @param start where their data begins */
function layOut(entries: readonly HeaderEntry[], start = 0) {
  const index: Buffer[] = [];
  const parts: Buffer[] = [];
  let offset = start;
  for (const { tag, type, count, data } of entries) {
    const alignment = ALIGNMENT[type] ?? 1;
    const padding = (alignment - (offset % alignment)) % alignment;
    parts.push(Buffer.alloc(padding), data);
    index.push(entry(tag, type, offset + padding, count));
    offset += padding + data.length;
  }
  return { index, data: Buffer.concat(parts) };
}

function entry(tag: number, type: number, offset: number, count: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(tag, 0);
  bytes.writeUInt32BE(type, 4);
  bytes.writeInt32BE(offset, 8);
  bytes.writeUInt32BE(count, 12);
  return bytes;
}

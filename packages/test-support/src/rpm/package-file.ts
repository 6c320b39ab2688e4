import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  type HeaderEntry,
  int16,
  int32,
  joinRegion,
  modeOf,
  packageEntries,
  string,
  stringArray,
} from './header-encoder.ts';
import {
  contentOf,
  evrOf,
  type FileDescription,
  type PackageDescription,
} from './package-description.ts';
import { Tag, Type } from './tags.ts';

const MAGIC = Buffer.from('8eade80100000000', 'hex');
const TIME = 1_700_000_000;

export interface PackageFileOptions {
  /** Signs the header. */
  sign?: ((header: Buffer) => Buffer) | undefined;
  /** In the place of the files' own. */
  payload?: Buffer | undefined;
  /** More, or others, in the header. */
  entries?: readonly HeaderEntry[] | undefined;
  /** Absent: all, as rpm writes them today. */
  digests?: readonly PackageDigest[] | undefined;
}

/** What a package file has of itself: `payload` and `both` are SHA-256 and MD5. */
export type PackageDigest = 'sha1' | 'sha256' | 'payload' | 'both';

/** An .rpm file, made without rpm. */
export function encodePackage(
  described: PackageDescription,
  options: PackageFileOptions = {},
): Buffer {
  const { files = [] } = described;
  const payload = gzipSync(options.payload ?? cpioOf(files.filter((file) => !isGhost(file))));
  const digest = createHash('sha256').update(payload).digest('hex');
  const has = (name: PackageDigest) => options.digests?.includes(name) !== false;
  const replaced = new Set((options.entries ?? []).map(({ tag }) => tag));
  if (!has('payload')) replaced.add(Tag.payloadDigest).add(Tag.payloadDigestAlgorithm);
  const own = [
    ...packageEntries(described),
    ...commonEntries(described, digest),
    ...(files.length === 0 ? [] : moreFileEntries(files)),
  ].filter(({ tag }) => !replaced.has(tag));
  const header = Buffer.concat([
    MAGIC,
    joinRegion(Tag.immutable, [...own, ...(options.entries ?? [])]),
  ]);
  const hash = (algorithm: string) => createHash(algorithm).update(header).digest('hex');
  const signature = Buffer.concat([
    MAGIC,
    joinRegion(Tag.signatures, [
      ...(has('sha1') ? [string(Tag.sha1Header, hash('sha1'))] : []),
      ...(has('sha256') ? [string(Tag.sha256Header, hash('sha256'))] : []),
      // Tags of a signature have numbers of their own.
      int32(1000, [header.length + payload.length]),
      ...(has('both')
        ? [binary(1004, createHash('md5').update(header).update(payload).digest())]
        : []),
      ...(options.sign === undefined ? [] : [binary(Tag.rsaHeader, options.sign(header))]),
    ]),
  ]);
  const padding = Buffer.alloc((8 - (signature.length % 8)) % 8);
  return Buffer.concat([lead(described), signature, padding, header, payload]);
}

export function fileNameOf(described: PackageDescription): string {
  const { name, version, release = '1', arch = 'noarch' } = described;
  return `${name}-${version}-${release}.${arch}.rpm`;
}

export function binary(tag: number, data: Buffer): HeaderEntry {
  return { tag, type: Type.binary, count: data.length, data };
}

function isGhost({ marks }: FileDescription): boolean {
  return marks?.includes('ghost') === true;
}

/** 96 bytes of which only the first four still mean anything. */
function lead(described: PackageDescription): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.writeUInt32BE(0xedabeedb, 0);
  bytes.writeUInt8(3, 4);
  bytes.writeUInt16BE(1, 8);
  bytes.write(`${described.name}-${evrOf(described)}`.slice(0, 65), 10, 'latin1');
  bytes.writeUInt16BE(1, 76);
  bytes.writeUInt16BE(5, 78);
  return bytes;
}

function commonEntries({ files = [] }: PackageDescription, payloadDigest: string): HeaderEntry[] {
  const i18n = (tag: number, text: string) => ({ ...string(tag, text), type: Type.i18nString });
  return [
    stringArray(Tag.i18nTable, ['C']),
    ...[i18n(Tag.summary, 'test'), i18n(Tag.description, 'test'), i18n(Tag.group, 'Unspecified')],
    int32(Tag.buildTime, [TIME]),
    string(Tag.buildHost, 'localhost'),
    int32(Tag.size, [files.reduce((sum, file) => sum + sizeOf(files, file), 0)]),
    ...[string(Tag.license, 'MIT'), string(Tag.os, 'linux'), string(Tag.rpmVersion, '4.18.0')],
    ...[string(Tag.payloadFormat, 'cpio'), string(Tag.payloadCompressor, 'gzip')],
    ...[string(Tag.payloadFlags, '9'), string(Tag.encoding, 'utf-8')],
    stringArray(Tag.payloadDigest, [payloadDigest]),
    int32(Tag.payloadDigestAlgorithm, [8]),
  ];
}

function moreFileEntries(files: readonly FileDescription[]): HeaderEntry[] {
  const inodes = files.map(
    ({ path, hardLinkTo }) => files.findIndex((file) => file.path === (hardLinkTo ?? path)) + 1,
  );
  const capabilities = files.map((file) => file.capabilities ?? '');
  return [
    int32(
      Tag.fileSizes,
      files.map((file) => sizeOf(files, file)),
    ),
    int16(
      Tag.fileDeviceNumbers,
      files.map(({ device }) => (device === undefined ? 0 : device[0] * 256 + device[1])),
    ),
    int32(
      Tag.fileTimes,
      files.map(() => TIME),
    ),
    stringArray(
      Tag.fileUsers,
      files.map(({ user = 'root' }) => user),
    ),
    stringArray(
      Tag.fileGroups,
      files.map(({ group = 'root' }) => group),
    ),
    int32(
      Tag.fileVerifyFlags,
      files.map(() => 0xffffffff),
    ),
    int32(
      Tag.fileDevices,
      files.map(() => 1),
    ),
    int32(Tag.fileInodes, inodes),
    stringArray(
      Tag.fileLanguages,
      files.map(() => ''),
    ),
    ...(capabilities.some(Boolean) ? [stringArray(Tag.fileCapabilities, capabilities)] : []),
  ];
}

function sizeOf(files: readonly FileDescription[], file: FileDescription): number {
  if (file.linkTo !== undefined) return file.linkTo.length;
  return contentFor(files, file).length;
}

function contentFor(files: readonly FileDescription[], file: FileDescription): string {
  const first = files.find(({ path }) => path === file.hardLinkTo) ?? file;
  return isGhost(file) ? '' : (contentOf(first) ?? '');
}

/** As rpm packs them: the content of files with several names comes with the last. */
function cpioOf(files: readonly FileDescription[]): Buffer {
  const members = files.map((file, at) => {
    const names = files.filter(
      (other) => (other.hardLinkTo ?? other.path) === (file.hardLinkTo ?? file.path),
    );
    const isLast = names.at(-1) === file;
    const content = file.linkTo ?? (isLast ? contentFor(files, file) : '');
    const inode = files.findIndex(({ path }) => path === (file.hardLinkTo ?? file.path)) + 1;
    const device = file.device ?? [0, 0];
    return cpioMember({
      name: `.${file.path}`,
      mode: modeOf(file),
      inode: inode || at + 1,
      links: names.length,
      content,
      device,
    });
  });
  return Buffer.concat([...members, cpioTrailer()]);
}

export interface CpioMember {
  name: string;
  mode: number;
  inode?: number;
  links?: number;
  content?: string;
  device?: readonly [number, number];
}

/** A member of an archive of cpio's format newc. */
export function cpioMember(member: CpioMember): Buffer {
  const { name, mode, inode = 1, links = 1, content = '', device = [0, 0] } = member;
  const fields = [
    inode,
    mode,
    0,
    0,
    links,
    TIME,
    content.length,
    0,
    1,
    ...device,
    name.length + 1,
    0,
  ];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return Buffer.concat([
    padded(Buffer.from(head, 'latin1')),
    padded(Buffer.from(content, 'latin1')),
  ]);
}

export function cpioTrailer(): Buffer {
  return cpioMember({ name: 'TRAILER!!!', mode: 0, inode: 0 });
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

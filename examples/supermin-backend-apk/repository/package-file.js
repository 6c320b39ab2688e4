import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { readDecompressed, readTar } from '@supermin/core/backend';
import { failure } from '../database.js';
import { filesOf, segmentAt } from './segments.js';

/** The signature and what tells of the package are in the first bytes: much more than any package has of them. */
const HEAD = 8 << 20;

/** Paths that the database can list: relative, in one spelling, on one line. */
const PATH = /^(?!\/)(?:(?!\.{0,2}(?:\/|$))[^/\0\n]+(?:\/|$))+$/;

/** What a package file says of itself. @param {string} file as core gives it: a character for each byte */
export async function readControl(file, name) {
  const bytes = headOf(file);
  const signature = segmentAt(bytes, 0);
  const control = signature && segmentAt(bytes, signature.end);
  const files = control && (await filesOf(control.content));
  const info = files?.get('.PKGINFO')?.toString('latin1');
  if (info === undefined) throw damaged(name, 'it is no package of apk');
  const raw = bytes.subarray(signature.end, control.end);
  const checksum = `Q1${createHash('sha1').update(raw).digest('base64')}`;
  return { values: valuesOf(info), checksum, dataStart: control.end };
}

/** SHA-256 of a package file, after it was found to be the one that the index means: apk's own rule. */
export async function verifiedDigest(file, { name, version, checksum }) {
  const label = `${name} ${version}`;
  const control = await readControl(file, label);
  if (control.checksum !== checksum) throw damaged(label, 'it is not the one that the index means');
  const [whole, data] = [createHash('sha256'), createHash('sha256')];
  let at = 0;
  for await (const chunk of createReadStream(Buffer.from(file, 'latin1'))) {
    whole.update(chunk);
    data.update(chunk.subarray(Math.max(0, Math.min(chunk.length, control.dataStart - at))));
    at += chunk.length;
  }
  const [expected] = control.values.get('datahash') ?? [];
  if (data.digest('hex') !== expected)
    throw damaged(label, 'its files are not those that were signed');
  return whole.digest('hex');
}

/** @type {import('@supermin/core').RepositorySupport['unpack']} */
export async function unpack(file, { name, version, arch }, signal) {
  const label = `${name} ${version}`;
  const { values, checksum, dataStart } = await readControl(file, label);
  const first = (key) => values.get(key)?.[0] ?? '';
  // The index calls what is for any architecture by its own.
  const its = first('arch') === 'noarch' ? arch : first('arch');
  const found = `${first('pkgname')} ${first('pkgver')} ${its}`;
  if (found !== `${name} ${version} ${arch}`) {
    throw damaged(label, `the file is another package, ${found}`);
  }
  const files = [];
  const notes = { info: Object.fromEntries(values), checksum, files };
  const members = readTar(readDecompressed(file, 'gzip', signal, dataStart));
  return { members: noted(members, files, label), notes };
}

/** Notes what the database has of each file, on the way. */
async function* noted(members, files, label) {
  for await (const member of members) {
    const path = member.name.replace(/\/$/, '');
    if (!PATH.test(path)) throw damaged(label, `no file can be called ${JSON.stringify(path)}`);
    const { uid, gid, mode } = member;
    const file = {
      path,
      isDirectory: member.type === 'directory',
      owner: `${uid}:${gid}:${(mode & 0o7777).toString(8)}`,
    };
    files.push(file);
    if (member.type === 'symlink') file.digest = sha1(member.linkname);
    yield member.type === 'file' ? { ...member, content: digested(member.content, file) } : member;
  }
}

async function* digested(chunks, file) {
  const hash = createHash('sha1');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  file.digest = hash.digest('base64');
}

function sha1(text) {
  return createHash('sha1').update(text, 'latin1').digest('base64');
}

function valuesOf(info) {
  const values = new Map();
  for (const line of info.split('\n')) {
    const [, key, value] = /^(\w+) = ([^\r\0]*)$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

function headOf(file) {
  const fd = openSync(Buffer.from(file, 'latin1'), 'r');
  try {
    const bytes = Buffer.alloc(HEAD);
    return bytes.subarray(0, readSync(fd, bytes, 0, HEAD, 0));
  } finally {
    closeSync(fd);
  }
}

function damaged(label, what) {
  return failure('PACKAGE_DAMAGED', `package ${label}: ${what}`, 'choose another mirror');
}

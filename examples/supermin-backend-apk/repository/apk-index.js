import { readFileSync } from 'node:fs';
import { failure } from '../database.js';
import { filesOf, segmentAt } from './segments.js';
import { signedFrom } from './verify.js';
import { parseDependency } from './version.js';

/** Bytes of an index: Alpine's largest has 3 MB. */
const LIMIT = 64 << 20;

const NAME = /^[A-Za-z0-9_.+-]+$/;

/** The packages of a repository, for one architecture. */
export async function fetchIndex({ uri, keys }, addresses, arch, { host, fetcher }) {
  const name = `${uri}/${arch}/APKINDEX.tar.gz`;
  const urls = addresses.map((address) => `${address}/${arch}/APKINDEX.tar.gz`);
  return fetcher.fetch({ name, urls, limit: LIMIT }, async (file) => {
    const bytes = readFileSync(Buffer.from(file, 'latin1'));
    const start = await signedFrom(bytes, { host, keys, name });
    const segment = segmentAt(bytes, start);
    const text = segment && (await filesOf(segment.content)).get('APKINDEX')?.toString('latin1');
    if (text === undefined) throw damaged(name, 'it has no APKINDEX');
    return text
      .split('\n\n')
      .filter(Boolean)
      .map((block) => parseBlock(block, name));
  });
}

/** `P:busybox`, `V:1.36.1-r5`, `C:Q1...`: a line for each fact. */
function parseBlock(block, index) {
  const fields = Object.fromEntries(block.split('\n').map((line) => [line[0], line.slice(2)]));
  const { P: name = '', V: version = '', A: arch = '', S: size = '', C: checksum = '' } = fields;
  const isSound = [name, version, arch].every((each) => NAME.test(each)) && /^\d+$/.test(size);
  if (!isSound || !checksum.startsWith('Q1')) throw damaged(index, `the entry of '${name}'`);
  const words = (text = '') => text.split(' ').filter(Boolean);
  const provides = words(fields.p)
    .map(parseDependency)
    .map((each) => [each.name, each.version]);
  return {
    name,
    version,
    arch,
    size: Number(size),
    checksum,
    depends: words(fields.D),
    provides,
    priority: Number(fields.k) || 0,
  };
}

function damaged(name, what) {
  return failure(
    'INDEX_DAMAGED',
    `${name}: truncated or corrupt: ${what}`,
    'choose another mirror',
  );
}

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { available, hasProgram } from '@supermin/test-support/programs';
import {
  encodePackage,
  int32,
  type PackageDigest,
  type PackageFileOptions,
} from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openPackageFile } from '../../src/format/package-file.ts';

const PATH = `${scratchDirectory()}/tool.rpm`;
const DESCRIBED = { name: 'tool', version: '1', files: [{ path: '/a', content: 'x' }] };
const HAS_RPM = available('rpm', hasProgram('rpm'));

type Part = 'header' | 'payload' | 'sha1' | 'sha256' | 'md5';

/** What is wrong with a package; undefined for nothing. */
async function problem(
  options: PackageFileOptions,
  change: (bytes: Buffer) => Buffer,
): Promise<string | undefined> {
  writeFileSync(PATH, change(encodePackage(DESCRIBED, options)));
  try {
    await openPackageFile(PATH, new AbortController().signal);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'PACKAGE_DAMAGED' });
    return (error as Error).message.replace(`${PATH}: `, '');
  }
}

/** With one bit changed. */
function damage(part: Part): (bytes: Buffer) => Buffer {
  return (bytes) => {
    bytes[placeOf(part, bytes)]! ^= 1;
    return bytes;
  };
}

function placeOf(part: Part, bytes: Buffer): number {
  const tags = { sha1: 269, sha256: 273, md5: 1004 };
  if (part === 'payload') return bytes.length - 1;
  // The name, where it comes for the second time: the first is in the lead.
  if (part === 'header') return bytes.indexOf('tool', 96);
  return dataOf(bytes, tags[part]);
}

/** Where the value of a tag of the signature is. */
function dataOf(bytes: Buffer, tag: number): number {
  const entries = bytes.readUInt32BE(104);
  for (let at = 112; at < 112 + 16 * entries; at += 16) {
    if (bytes.readUInt32BE(at) === tag) return 112 + 16 * entries + bytes.readUInt32BE(at + 8);
  }
  throw new Error(`no tag ${tag}`);
}

function isFineForRpm(): boolean {
  return spawnSync('rpm', ['-K', '--nosignature', PATH]).status === 0;
}

const ALL: readonly PackageDigest[] = ['sha1', 'sha256', 'payload', 'both'];
const SETS = Array.from({ length: 2 ** ALL.length }, (_, bits) =>
  ALL.filter((_, at) => ((bits >> at) & 1) === 1),
);
const SET_NAMES = SETS.map((digests) => [digests.join(', ') || 'none', digests] as const);

describe('a package file', () => {
  it.each<[string, PackageDigest[]]>([
    ['of rpm 6 and of rpm 4.14', ['sha1', 'sha256', 'payload', 'both']],
    ['of rpm 4.13 and before', ['sha1', 'both']],
  ])('%s is damaged where one bit of it has changed', async (_, digests) => {
    const whole = encodePackage(DESCRIBED, { digests });
    expect(await problem({ digests }, (bytes) => bytes)).toBeUndefined();
    expect(await problem({ digests }, damage('header'))).toMatch(
      /^offset \d+: a header with a wrong digest$/,
    );
    expect(await problem({ digests }, damage('payload'))).toMatch(
      /^offset \d+: a (payload|package) with a wrong digest$/,
    );
    expect(await problem({ digests }, () => whole.subarray(0, -1))).toMatch(/wrong digest/);
    expect(await problem({ digests }, () => Buffer.concat([whole, whole]))).toMatch(/wrong digest/);
  });

  it('tells where in the file the damage is', async () => {
    const whole = encodePackage(DESCRIBED);
    const magic = Buffer.from('8eade80100000000', 'hex');
    const header = whole.indexOf(magic, 100);
    const payload = whole.indexOf(Buffer.from('1f8b08', 'hex'), header);
    const is = (offset: number, what: string) => `offset ${offset}: a ${what} with a wrong digest`;
    expect(await problem({}, damage('header'))).toBe(is(header, 'header'));
    expect(await problem({}, damage('payload'))).toBe(is(payload, 'payload'));
    const digests: PackageDigest[] = ['both', 'payload'];
    const old = encodePackage(DESCRIBED, { digests }).indexOf(magic, 100);
    expect(await problem({ digests }, damage('header'))).toBe(is(old, 'package'));
  });

  it.each<Part>(['sha1', 'sha256'])('has all digests of its header: %s', async (part) => {
    expect(await problem({}, damage(part))).toMatch(/a header with a wrong digest$/);
  });

  it('of MD5 needs none, and is not asked for it, where there is a better one', async () => {
    expect(await problem({}, damage('md5'))).toBeUndefined();
    expect(await problem({ digests: ['sha1', 'both'] }, damage('md5'))).toMatch(
      /a package with a wrong digest$/,
    );
  });

  it('is refused without a digest of its header, or of its payload', async () => {
    const none = 'offset 0: a package without digests';
    for (const digests of [[], ['sha1', 'sha256'], ['payload']] as PackageDigest[][]) {
      expect(await problem({ digests }, (bytes) => bytes)).toBe(none);
    }
  });

  it('has a payload whose digest is of an algorithm that is known, or an MD5', async () => {
    const entries = [int32(5093, [99])];
    expect(await problem({ entries }, (bytes) => bytes)).toBeUndefined();
    expect(await problem({ entries }, damage('payload'))).toMatch(/a package with a wrong digest$/);
    const digests: PackageDigest[] = ['sha256', 'payload'];
    expect(await problem({ digests, entries }, (bytes) => bytes)).toMatch(/without digests$/);
  });

  it('with an empty payload has a digest of that', async () => {
    expect(await problem({}, (bytes) => bytes.subarray(0, payloadOf(bytes)))).toMatch(
      /a payload with a wrong digest$/,
    );
  });

  it('is read until the signal says no', async () => {
    writeFileSync(PATH, encodePackage(DESCRIBED));
    const reason = new Error('enough');
    await expect(openPackageFile(PATH, AbortSignal.abort(reason))).rejects.toMatchObject({
      name: 'AbortError',
      cause: reason,
    });
  });

  it.runIf(HAS_RPM).each(SET_NAMES)(
    'is fine where rpm says so, with digests: %s',
    async (_, digests) => {
      const changes = [(bytes: Buffer) => bytes, damage('header'), damage('payload')];
      for (const [at, change] of changes.entries()) {
        const found = await problem({ digests }, change);
        expect([at, found === undefined]).toEqual([at, isFineForRpm()]);
      }
    },
  );
});

function payloadOf(bytes: Buffer): number {
  return bytes.lastIndexOf(Buffer.from('1f8b08', 'hex'));
}

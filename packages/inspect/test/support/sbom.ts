import { succeed } from '@supermin/test-support/programs';
import type { Digests } from '../../src/sbom/digests.ts';
import type { SbomDocument, SbomFile, SbomPackage } from '../../src/sbom/document.ts';
import { packageOf } from './inventory.ts';

/** What sha1sum and sha256sum say of a text. */
export async function digestsOf(input: string): Promise<Digests> {
  const of = async (program: string) =>
    (await succeed(program, [], { input })).stdout.split(' ')[0]!;
  return { sha1: await of('sha1sum'), sha256: await of('sha256sum') };
}

/** A file whose digests are made of one digit. */
export function sbomFile(path: string, digit: string): SbomFile {
  return { path, sha1: digit.repeat(40), sha256: digit.repeat(64) };
}

/** What there can be: a package with all that is known of it, one of which nothing is known, a file that is nobody's. */
export function sbomOf(more: Partial<SbomDocument> = {}): SbomDocument {
  const full: SbomPackage = {
    ...packageOf('libc6:i386', { name: 'libc6', version: '2.36-9', arch: 'i386' }),
    source: { name: 'glibc', version: '2.36' },
    purl: 'pkg:deb/debian/libc6@2.36-9?arch=i386',
    contains: [sbomFile('/lib/b', 'b'), sbomFile('/lib/a', 'a')],
  };
  const bare: SbomPackage = { ...packageOf('unknown_1_all', { version: '' }), contains: [] };
  return {
    name: 'out',
    created: new Date('2026-01-02T03:04:05.678Z'),
    toolVersion: '6.0.0',
    uuid: '01234567-89ab-8def-8123-456789abcdef',
    packages: [full, bare],
    files: [sbomFile('/init', 'c')],
    ...more,
  };
}

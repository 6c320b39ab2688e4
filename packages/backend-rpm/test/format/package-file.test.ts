import { writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { encodePackage } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openPackageFile, readPackageFile } from '../../src/format/package-file.ts';
import { Tag } from '../../src/format/tags.ts';

const PATH = `${scratchDirectory()}/tool.rpm`;
const DESCRIBED = { name: 'tool', version: '1', files: [{ path: '/a', content: 'x' }] };

function write(change: (bytes: Buffer) => Buffer = (bytes) => bytes): Buffer {
  const bytes = change(encodePackage(DESCRIBED));
  writeFileSync(PATH, bytes);
  return bytes;
}

describe('an .rpm file', () => {
  it('has a header, a signature, and a payload up to its end', () => {
    const bytes = write();
    const { header, signature, payload } = openPackageFile(PATH);
    expect(header.string(Tag.name)).toBe('tool');
    expect(readPackageFile(PATH).string(Tag.name)).toBe('tool');
    expect(signature.header.string(Tag.sha256Header)).toMatch(/^[0-9a-f]{64}$/);
    expect(payload.offset + payload.size).toBe(bytes.length);
    const content = gunzipSync(bytes.subarray(payload.offset)).toString('latin1');
    expect(content).toMatch(/^07070/);
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['no package', () => Buffer.from('hello'), 'offset 0: this is no rpm package'],
    ['no package, though long enough', () => Buffer.alloc(200), 'this is no rpm package'],
    ['a lead and no more', (bytes) => bytes.subarray(0, 96), PATH],
    ['no signature', (bytes) => bytes.fill(0, 96, 100), 'offset 96: no header where one should'],
  ])('is refused: %s', (_, change, problem) => {
    write(change);
    expect(() => openPackageFile(PATH)).toThrow(problem);
    expect(() => openPackageFile(PATH)).toThrow(expect.objectContaining({ code: 'RPM_DAMAGED' }));
  });
});

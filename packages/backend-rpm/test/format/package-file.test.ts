import { writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { encodePackage } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openPackageFile } from '../../src/format/package-file.ts';
import { Tag } from '../../src/format/tags.ts';

const PATH = `${scratchDirectory()}/tool.rpm`;
const SIGNAL = new AbortController().signal;
const DESCRIBED = { name: 'tool', version: '1', files: [{ path: '/a', content: 'x' }] };

function write(change: (bytes: Buffer) => Buffer = (bytes) => bytes): Buffer {
  const bytes = change(encodePackage(DESCRIBED));
  writeFileSync(PATH, bytes);
  return bytes;
}

describe('an .rpm file', () => {
  it('has a header, a signature, and a payload up to its end', async () => {
    const bytes = write();
    const { header, signature, payload } = await openPackageFile(PATH, SIGNAL);
    expect(header.string(Tag.name)).toBe('tool');
    expect(signature.header.string(Tag.sha256Header)).toMatch(/^[0-9a-f]{64}$/);
    expect(payload.offset + payload.size).toBe(bytes.length);
    const content = gunzipSync(bytes.subarray(payload.offset)).toString('latin1');
    expect(content).toMatch(/^07070/);
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['no package', () => Buffer.from('hello'), 'offset 0: this is no rpm package'],
    ['no package, though long enough', () => Buffer.alloc(200), 'this is no rpm package'],
    ['a lead and no more', (bytes) => bytes.subarray(0, 96), PATH],
    [
      'half a magic number of the signature',
      (bytes) => bytes.fill(1, 101, 102),
      'offset 96: no header where one should',
    ],
    ['no signature', (bytes) => bytes.fill(0, 96, 100), 'offset 96: no header where one should'],
  ])('is refused: %s', async (_, change, problem) => {
    write(change);
    const opened = openPackageFile(PATH, SIGNAL);
    await expect(opened).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      hint: expect.stringContaining('delete it and try again'),
    });
    await expect(opened).rejects.toThrow(`${PATH}: `);
    await expect(opened).rejects.toThrow(problem);
  });
});

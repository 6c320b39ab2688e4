import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { takeFiles } from '../../src/artifact/take-files.ts';
import { ImageLayout } from '../../src/oci/index.ts';
import { TYPES } from '../support/artifacts.ts';

function fixture(texts: Record<string, string>) {
  const layout = ImageLayout.create(scratchDirectory());
  const files = Object.entries(texts).map(([name, text]) => ({
    name,
    blob: layout.putBytes(TYPES.file, Buffer.from(text)),
  }));
  const directory = scratchDirectory();
  const blobPath = (at: number) => layout.blobPath(files[at]!.blob.digest);
  const take = (signal = new AbortController().signal) =>
    takeFiles(layout, { name: 'r.example/x', files, directory, signal });
  return { directory, files, blobPath, take };
}

describe('files of an artifact', () => {
  it('are written under their names', async () => {
    const { directory, take } = fixture({ packages: 'bash\n', b: '/etc/passwd\n' });
    await take();
    expect(readdirSync(directory)).toEqual(['b', 'packages']);
    expect(readFileSync(join(directory, 'b'), 'utf8')).toBe('/etc/passwd\n');
  });

  it('may be larger than documents are', async () => {
    const text = `${'bash\n'.repeat(1 << 20)}`;
    const { directory, take } = fixture({ packages: text });
    await take();
    expect(readFileSync(join(directory, 'packages'), 'utf8') === text).toBe(true);
  });

  it('take the place of nothing', async () => {
    const { directory, take } = fixture({ packages: 'bash\n' });
    writeFileSync(join(directory, 'packages'), 'old');
    await expect(take()).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('of no kind that build reads are refused by name', async () => {
    const { take } = fixture({ packages: 'bash\n', program: '\x7fELF\x02' });
    await expect(take()).rejects.toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: 'r.example/x: program: not a file of a small appliance',
    });
  });

  it('that are not there, or of another size, are refused by name', async () => {
    const { files, blobPath, take } = fixture({ packages: 'bash\n', b: '/etc/passwd\n' });
    files[1]!.blob.size++;
    await expect(take()).rejects.toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: 'r.example/x: b: not what the manifest says',
    });
    rmSync(blobPath(0));
    await expect(take()).rejects.toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: 'r.example/x: packages: the registry has none',
    });
  });

  it('are not written when nobody wants them any more', async () => {
    const { directory, take } = fixture({ packages: 'bash\n' });
    await expect(take(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(readdirSync(directory)).toEqual([]);
  });
});

import {
  chmodSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it, vi } from 'vitest';
import { pushAppliance } from '../../src/artifact/push.ts';
import { writeArtifact } from '../../src/artifact/write-artifact.ts';
import { sha256Digest } from '../../src/oci/descriptor.ts';
import { ImageLayout } from '../../src/oci/index.ts';
import { artifactManifest, fileOf } from '../support/artifacts.ts';

const NAME = '127.0.0.1:1/tools:1.0';

const FILES = { packages: 'bash\ncoreutils\n', hostfiles: '/etc/passwd\n' };

/** What the files are in a layout. */
async function written(appliance: string, names: readonly string[] = ['hostfiles', 'packages']) {
  const layout = ImageLayout.create(scratchDirectory());
  const files = names.map((name) => join(appliance, name));
  const { digest } = await writeArtifact(layout, files, 'tag');
  const [manifest] = layout.readIndex().manifests;
  return { digest, manifest: layout.readJson(manifest!) };
}

it('an artifact is its files: names, sizes, digests, and nothing else', async () => {
  const layers = (['hostfiles', 'packages'] as const).map((name) => {
    const bytes = Buffer.from(FILES[name]);
    return fileOf(name, { digest: sha256Digest(bytes), size: bytes.length });
  });
  const { digest, manifest } = await written(scratchDirectory(FILES));
  expect(manifest).toEqual(artifactManifest(layers));
  // What others have as a name for these files, by a later version of this program as well.
  expect(digest).toBe('sha256:833bf15189e6361e3480cea952787fcba0d3a7d6d3adc0dc3e5e401079c9ec08');
});

it('the same files have the same digest, whatever their times, modes and places', async () => {
  const other = scratchDirectory(FILES);
  utimesSync(join(other, 'packages'), 1, 2);
  chmodSync(join(other, 'packages'), 0o600);
  const linked = scratchDirectory();
  for (const name of Object.keys(FILES)) symlinkSync(join(other, name), join(linked, name));
  const { digest } = await written(scratchDirectory(FILES));
  expect((await written(other)).digest).toBe(digest);
  expect((await written(linked)).digest).toBe(digest);
  expect((await written(scratchDirectory({ ...FILES, packages: 'bash\n' }))).digest).not.toBe(
    digest,
  );
});

it.each<[what: string, make: (appliance: string) => void, complaint: RegExp]>([
  ['nothing', () => {}, /there is no file in it/],
  ['a full appliance', (top) => writeFileSync(join(top, 'root'), 'bash\n'), /root: no name for/],
  ['a name with a space', (top) => writeFileSync(join(top, 'a b'), 'bash\n'), /no name for/],
  ['a hidden file', (top) => writeFileSync(join(top, '.a'), 'bash\n'), /no name for/],
  ['binary data', (top) => writeFileSync(join(top, 'a'), '\0\x01\x02'), /not a file of a small/],
  [
    'packed binary data',
    (top) => writeFileSync(join(top, 'a'), gzipSync('\0\x01')),
    /not a file of/,
  ],
  [
    'a link',
    (top) => {
      writeFileSync(join(top, 'packages'), 'bash\n');
      symlinkSync('/etc/hostname', join(top, 'hostfiles'));
    },
    /hostfiles: a link/,
  ],
  [
    'a file in a directory',
    (top) => {
      mkdirSync(join(top, 'a'));
      writeFileSync(join(top, 'a/packages'), 'bash\n');
    },
    /a\/packages: it lies in a directory/,
  ],
  [
    'more than 64 MiB',
    (top) => {
      writeFileSync(join(top, 'packages'), 'bash\n');
      truncateSync(join(top, 'packages'), 2 ** 26 + 1);
    },
    /more than 67108864 bytes/,
  ],
])('%s is not pushed', async (_, make, message) => {
  const top = scratchDirectory();
  make(top);
  const error = { code: 'ARTIFACT_FILE', message: expect.stringMatching(message) };
  await expect(pushAppliance(NAME, top)).rejects.toMatchObject(error);
});

it('neither a single file nor what is not there is pushed', async () => {
  const top = scratchDirectory(FILES);
  const code = 'ARTIFACT_FILE';
  await expect(pushAppliance(NAME, join(top, 'packages'))).rejects.toMatchObject({ code });
  const missing = pushAppliance(NAME, join(top, 'nothing'));
  await expect(missing).rejects.toMatchObject({ code: 'INPUT_MISSING' });
});

it('without skopeo it says what to install', async () => {
  vi.stubEnv('PATH', scratchDirectory());
  try {
    await expect(pushAppliance(NAME, scratchDirectory(FILES))).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      hint: expect.stringContaining('install skopeo'),
    });
  } finally {
    vi.unstubAllEnvs();
  }
});

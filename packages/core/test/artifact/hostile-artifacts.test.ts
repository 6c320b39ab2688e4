import { readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullAppliance } from '../../src/artifact/pull.ts';
import { readArtifactManifest } from '../../src/artifact/read-manifest.ts';
import { takeFiles } from '../../src/artifact/take-files.ts';
import { type Descriptor, ImageLayout } from '../../src/oci/index.ts';
import { artifactManifest, CONFIG, fileOf, TITLE, TYPES } from '../support/artifacts.ts';
import {
  type HttpRegistry,
  isolateSkopeo,
  offerBlob,
  offerManifest,
  startHttpRegistry,
} from '../support/http-registry.ts';

const read = (manifest: unknown) =>
  readArtifactManifest(Buffer.from(JSON.stringify(manifest)), 'registry.example/tools');

const GOOD = artifactManifest([fileOf('packages'), fileOf('base.tar.gz')]);

const refused = expect.objectContaining({ code: 'ARTIFACT_REFUSED' });

it('a manifest as push makes it is taken', () => {
  expect(read(GOOD).map(({ name, blob }) => [name, blob.size])).toEqual([
    ['packages', 5],
    ['base.tar.gz', 5],
  ]);
});

describe('a manifest is refused', () => {
  it.each<[what: string, manifest: unknown]>([
    ['null', null],
    ['a list', []],
    [
      'of an image',
      { ...GOOD, config: { ...CONFIG, mediaType: 'application/vnd.oci.image.config.v1+json' } },
    ],
    ['of an index', { ...GOOD, mediaType: 'application/vnd.oci.image.index.v1+json' }],
    ['without a configuration', { ...GOOD, config: undefined }],
    ['with a large configuration', { ...GOOD, config: { ...CONFIG, size: 2 ** 30 } }],
    ['without files', artifactManifest([])],
    ['whose files are none', { ...GOOD, layers: 'packages' }],
    [
      'with too many files',
      artifactManifest(Array.from({ length: 1001 }, (_, i) => fileOf(`f${i}`))),
    ],
    ['with a large file', artifactManifest([fileOf('packages', { size: 2 ** 26 + 1 })])],
    [
      'with large files',
      artifactManifest(['a', 'b', 'c'].map((n) => fileOf(n, { size: 2 ** 25 }))),
    ],
    ['with a file of no size', artifactManifest([fileOf('packages', { size: -1 })])],
    ['with two files of one name', artifactManifest([fileOf('packages'), fileOf('packages')])],
    [
      'with a layer of an image',
      artifactManifest([
        fileOf('packages', { mediaType: 'application/vnd.oci.image.layer.v1.tar' }),
      ]),
    ],
    [
      'with a path for a digest',
      artifactManifest([fileOf('packages', { digest: 'sha256:../../etc/passwd' })]),
    ],
    [
      'with another digest',
      artifactManifest([fileOf('packages', { digest: `sha512:${'1'.repeat(128)}` })]),
    ],
    ['without a name', artifactManifest([{ ...fileOf('packages'), annotations: undefined }])],
    [
      'whose annotations are text',
      artifactManifest([{ ...fileOf('packages'), annotations: TITLE }]),
    ],
  ])('%s', (_, manifest) => {
    expect(() => read(manifest)).toThrow(refused);
  });

  it.each([
    ...['', '.', '..', '/', '/etc/passwd', '../packages', 'a/b', 'a/../b', './packages', 'a\\b\0'],
    ...['.hidden', '-o', 'a b', 'a\nb', '\u001b[2J', 'é', 'a'.repeat(256), 'a;b', '$a', '~'],
    ...['kernel', 'initrd', 'root', 'modules', 7, null, ['packages']],
  ])('with the name %j', (name) => {
    expect(() => read(artifactManifest([fileOf(name)]))).toThrow(refused);
  });

  it('that is not JSON', () => {
    expect(() => readArtifactManifest(Buffer.from('{'), 'x')).toThrow(refused);
  });
});

const FORGED = 'packages: not what the manifest says';

describe('of a layout that skopeo made', () => {
  /** A layout with one file, which `change` does something with. */
  async function take(content: string, change: (file: string, blob: Descriptor) => void) {
    const layout = ImageLayout.create(scratchDirectory());
    const blob = layout.putBytes(TYPES.file, Buffer.from(content));
    change(layout.blobPath(blob.digest), blob);
    const directory = scratchDirectory();
    const { signal } = new AbortController();
    const files = [{ name: 'packages', blob }];
    try {
      await takeFiles(layout, { name: 'registry.example/tools', files, directory, signal });
    } catch (error) {
      // Nothing is written before its digest was seen.
      if (`${error}`.endsWith(FORGED)) expect(readdirSync(directory)).toEqual([]);
      throw error;
    }
    return readdirSync(directory);
  }

  it('files are taken', async () => {
    expect(await take('bash\n', () => {})).toEqual(['packages']);
  });

  it.each<[what: string, change: (file: string, blob: Descriptor) => void]>([
    ['of another digest', (file) => writeFileSync(file, 'dash\n')],
    ['that is longer', (file) => writeFileSync(file, 'bash\nzsh\n')],
    ['that is shorter', (file) => writeFileSync(file, 'bash')],
    ['of another size', (_, blob) => (blob.size = 4)],
    ['that is too large', (_, blob) => (blob.size = 2 ** 30)],
    [
      'that is a link',
      (file) => {
        renameSync(file, `${file}.real`);
        symlinkSync(`${file}.real`, file);
      },
    ],
  ])('a file %s is not', async (_, change) => {
    await expect(take('bash\n', change)).rejects.toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: expect.stringContaining(FORGED),
    });
  });

  it('a file of no kind that build reads is not', async () => {
    const code = 'ARTIFACT_REFUSED';
    await expect(take('\x7fELF\0\0\0', () => {})).rejects.toMatchObject({ code });
  });
});

it('a manifest of another digest is refused even if skopeo lets it pass', async () => {
  const stdout = Buffer.from(JSON.stringify(GOOD));
  const run = async () => ({ status: 0, stdout, stderr: Buffer.alloc(0) });
  const options = { output: join(scratchDirectory(), 'out'), host: { run } };
  const name = `registry.example/tools@sha256:${'0'.repeat(64)}`;
  await expect(pullAppliance(name, options)).rejects.toMatchObject({
    code: 'ARTIFACT_REFUSED',
    message: expect.stringContaining('not what its digest says'),
  });
});

const HAS_SKOPEO = available('appliances in a registry, by skopeo', hasProgram('skopeo'));

describe.runIf(HAS_SKOPEO)('of a registry', () => {
  let registry: HttpRegistry;
  beforeAll(async () => {
    isolateSkopeo(scratchDirectory());
    registry = await startHttpRegistry();
    offerBlob(registry, TYPES.config, '{}');
  });
  afterAll(() => registry?.close());

  /** Pulls what `offer` has, and looks that an error leaves nothing. */
  async function pull(version: string) {
    const top = scratchDirectory({ 'out/packages': 'old\n' });
    const temporaryDirectory = scratchDirectory();
    const name = `oci://${registry.address}/tools${version}`;
    const output = join(top, 'out');
    const options = { output, temporaryDirectory, insecure: true };
    const digest = await pullAppliance(name, options).catch((error) => {
      expect(readdirSync(top)).toEqual(['out']);
      expect(readdirSync(output)).toEqual(['packages']);
      throw error;
    });
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    return { digest, names: readdirSync(output), top };
  }

  const offer = (tag: string, name = 'packages') => {
    const blob = offerBlob(registry, TYPES.file, `bash\n${tag}\n`);
    const digest = offerManifest(registry, tag, artifactManifest([fileOf(name, blob)]));
    return { blob, digest };
  };

  it('an appliance takes the place of an earlier one', async () => {
    const { digest } = offer('good', 'hostfiles');
    expect(await pull(':good')).toMatchObject({ digest, names: ['hostfiles'] });
    expect(await pull(`@${digest}`)).toMatchObject({ digest, names: ['hostfiles'] });
  });

  it('a name that leads out is refused before anything is fetched', async () => {
    const { blob } = offer('out', '../stolen');
    registry.asked.length = 0;
    await expect(pull(':out')).rejects.toMatchObject({ code: 'ARTIFACT_REFUSED' });
    expect(registry.asked).not.toContain(blob.digest);
  });

  it('a file that is not what its digest says is refused', async () => {
    const { blob } = offer('forged');
    registry.blobs.set(blob.digest, Buffer.from('bash\nforgee\n'));
    await expect(pull(':forged')).rejects.toMatchObject({ code: 'ARTIFACT_TRANSPORT' });
  });

  it('a manifest that is not what its digest says is refused', async () => {
    const { digest } = offer('real');
    const other = JSON.stringify(artifactManifest([fileOf('other')]));
    registry.manifests.set(digest, Buffer.from(other));
    const code = expect.stringMatching(/^ARTIFACT_(TRANSPORT|REFUSED)$/);
    await expect(pull(`@${digest}`)).rejects.toMatchObject({ code });
  });

  it('a file that never ends is cut off', async () => {
    const { blob } = offer('endless');
    let sent = 0;
    registry.blobs.set(blob.digest, (response) => {
      const more = () => {
        while (!response.destroyed) {
          sent += 2 ** 20;
          if (!response.write(Buffer.alloc(2 ** 20))) return;
        }
      };
      response.on('drain', more);
      more();
    });
    await expect(pull(':endless')).rejects.toMatchObject({
      code: 'ARTIFACT_TRANSPORT',
      message: expect.stringContaining('more than the manifest says'),
    });
    expect(sent).toBeLessThan(2 ** 28);
  });
});

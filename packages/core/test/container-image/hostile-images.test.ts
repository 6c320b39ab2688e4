import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { archive, hostileArchives, type Member } from '@supermin/test-support/archive';
import { differences, listDirectory } from '@supermin/test-support/listing';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../src/appliance/content-store.ts';
import { imageRoot } from '../../src/container-image/image-root.ts';
import { inspectLayout } from '../../src/container-image/inspect/inspect-layout.ts';
import { parseImageReference } from '../../src/container-image/reference.ts';
import {
  type Json,
  type Made,
  makeDockerArchive,
  makeLayout,
  sha256Of,
} from '../support/images.ts';
import { inspectContext } from '../support/inspect-context.ts';

const FILE: Member = { name: 'file', content: 'content' };
const LAYERS = [[FILE]];

function rootOf(text: string, cacheDirectory = scratchDirectory()) {
  return imageRoot(parseImageReference(text)!, { cacheDirectory });
}

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** The only manifest of an index. */
const first = (index: Json) => index.manifests[0];

/** Replaces a blob of the layout, which keeps its name. */
const change = (
  which: 'config' | 'layer' | 'manifest',
  work: (file: string) => void,
): Partial<Made> => ({
  files: (directory, blobs) => {
    const path = (descriptor: Json) => join(blobs, descriptor.digest.slice(7));
    const index = JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'));
    const file = path(first(index));
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    work({ manifest: file, config: path(manifest.config), layer: path(manifest.layers[0]) }[which]);
  },
});

const flip = (file: string) => {
  const bytes = readFileSync(file);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(file, bytes);
};
const link = (file: string) => {
  renameSync(file, `${file}.real`);
  symlinkSync(`${file}.real`, file);
};
const grow = (file: string) =>
  writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(9)]));

/** A gzip bomb: a gigabyte and a half of zeros. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(1 << 24));
  return Buffer.concat(Array.from({ length: 96 }, () => member));
}

/** JSON has six bytes for each of its bytes. */
const CONTROLS = '\x01'.repeat(4000);

/** What layouts try, and what is said of it. */
const LAYOUTS: Record<string, [Partial<Made>, string]> = {
  'a layer that is another one': [
    { pack: (bytes) => bytes, ...change('layer', flip) },
    'not what its digest says',
  ],
  'a compressed layer that is another one': [change('layer', flip), 'truncated or corrupt'],
  'a configuration that is another one': [change('config', flip), 'not what its digest says'],
  'a manifest that is another one': [change('manifest', flip), 'not what its digest says'],
  'a layer that is too short': [
    change('layer', (file) => truncateSync(file, 20)),
    'has 20 bytes, not',
  ],
  'a layer that is too long': [change('layer', grow), 'bytes, not'],
  'a manifest that is too long': [change('manifest', grow), 'bytes, not'],
  'a layer that is missing': [change('layer', (file) => rmSync(file)), 'is missing'],
  'a configuration that is missing': [change('config', (file) => rmSync(file)), 'is missing'],
  'a layer that is a link': [change('layer', link), 'is a link'],
  'a configuration that is a link': [change('config', link), 'is a link'],
  'a layer that is a directory': [
    change('layer', (file) => {
      rmSync(file);
      mkdirSync(file);
    }),
    'is not a regular file',
  ],
  'blobs in a directory elsewhere': [
    {
      files: (directory) => {
        renameSync(join(directory, 'blobs'), join(directory, 'elsewhere'));
        symlinkSync('elsewhere', join(directory, 'blobs'));
      },
    },
    'blobs is not a directory',
  ],
  'an index that is a link': [
    { files: (directory) => link(join(directory, 'index.json')) },
    'index.json is a link',
  ],
  'an index that is too large': [
    { files: (directory) => truncateSync(join(directory, 'index.json'), 1 << 30) },
    'there may be 4194304',
  ],
  'a manifest that says it is larger than any': [
    { index: (all) => ({ ...all, manifests: [{ ...first(all), size: 2 ** 50 }] }) },
    'bytes, not',
  ],
  'a size that is none': [
    { index: (all) => ({ ...all, manifests: [{ ...first(all), size: -1 }] }) },
    'without type, size and SHA-256 digest',
  ],
  'a digest that is a path': [
    {
      index: (all) => ({
        ...all,
        manifests: [{ ...first(all), digest: 'sha256:../../../etc/passwd' }],
      }),
    },
    'without type, size and SHA-256 digest',
  ],
  'a digest of a layer that is a path': [
    {
      manifest: (all) => ({
        ...all,
        layers: [{ ...all.layers[0], digest: `sha256:${'../'.repeat(21)}a` }],
      }),
    },
    'without type, size and SHA-256 digest',
  ],
  'a digest of another kind': [
    {
      index: (all) => ({ ...all, manifests: [{ ...first(all), digest: `md5:${'a'.repeat(32)}` }] }),
    },
    'without type, size and SHA-256 digest',
  ],
  'layers of another image': [
    { config: (all) => ({ ...all, rootfs: { ...all.rootfs, diff_ids: [digest('a')] } }) },
    'not what the configuration says',
  ],
  'fewer layers than the configuration has': [
    { manifest: (all) => ({ ...all, layers: [] }) },
    '0 layers, 1 in its configuration',
  ],
  'a configuration without layers': [{ config: () => ({}) }, 'no container image'],
  'a configuration with an object for a text': [
    { config: (all) => ({ ...all, config: { Env: [{}] } }) },
    'Env of its configuration is not a text',
  ],
  'a configuration with NUL': [
    { config: (all) => ({ ...all, config: { User: 'a\0b' } }) },
    'User of its configuration is not a text',
  ],
  'more layers than anybody has': [
    { config: (all) => ({ ...all, rootfs: { diff_ids: Array(1001).fill(digest('a')) } }) },
    'more than 1000 layers',
  ],
  'no JSON': [
    { files: (directory) => writeFileSync(join(directory, 'index.json'), '{') },
    'is not JSON',
  ],
  'a list for an index': [
    { files: (directory) => writeFileSync(join(directory, 'index.json'), '[]') },
    'is not an object of JSON',
  ],
  'a version of layouts that is not known': [
    {
      files: (directory) =>
        writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"9"}'),
    },
    'oci-layout has no version 1',
  ],
  'an encrypted layer': [
    {
      manifest: (all) => ({
        ...all,
        layers: [
          { ...all.layers[0], mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted' },
        ],
      }),
    },
    'a layer of the kind',
  ],
  'an index that has itself': [
    {
      files: (directory, blobs) => {
        // Digests of a circle can be had by nobody: this one is not what it says.
        const mediaType = 'application/vnd.oci.image.index.v1+json';
        const itself = { mediaType, digest: digest('a'), size: 1000 };
        const text = JSON.stringify({ schemaVersion: 2, manifests: [itself] }).padEnd(1000);
        writeFileSync(join(blobs, 'a'.repeat(64)), text);
        writeFileSync(join(directory, 'index.json'), text);
      },
    },
    'not what its digest says',
  ],
  'indexes in indexes without end': [
    {
      files: (directory, blobs) => {
        const mediaType = 'application/vnd.oci.image.index.v1+json';
        let text = '{"manifests":[]}';
        for (let depth = 0; depth < 200; depth++) {
          const hex = sha256Of(Buffer.from(text));
          writeFileSync(join(blobs, hex), text);
          const inner = { mediaType, digest: `sha256:${hex}`, size: text.length };
          text = JSON.stringify({ schemaVersion: 2, manifests: [inner] });
        }
        writeFileSync(join(directory, 'index.json'), text);
      },
    },
    'too many indexes',
  ],
  'a working directory that no Linux has': [
    { config: (all) => ({ ...all, config: { WorkingDir: '/a'.repeat(100_000) } }) },
    'WorkingDir of its configuration has more than 4095 bytes',
  ],
  'an environment that no Linux takes': [
    { config: (all) => ({ ...all, config: { Env: Array(250_000).fill('') } }) },
    'have more than 2097152 bytes',
  ],
  'more images than anybody has': [
    {
      index: (all) => ({
        ...all,
        manifests: Array(20_001).fill({ ...first(all), platform: {}, annotations: undefined }),
      }),
    },
    'too many images',
  ],
  'names without end': [
    {
      layers: [
        Array.from({ length: 12_000 }, (_, at) => ({
          name: 'x',
          pax: { path: `${at}${CONTROLS}` },
        })),
      ],
    },
    'more than 268435456 bytes',
  ],
  'directories without end': [
    {
      layers: [
        Array.from({ length: 1001 }, (_, at) => ({
          name: 'x',
          pax: { path: `${at}${'/a'.repeat(200)}` },
        })),
      ],
    },
    'more than 200000 directories',
  ],
  'a gzip bomb': [{ pack: bomb }, 'unpacks to too much'],
  'a sparse bomb': [
    {
      layers: [
        [
          {
            name: 'x',
            content: '1\n0\n1\n'.padEnd(512).concat('x'),
            pax: {
              'GNU.sparse.major': '1',
              'GNU.sparse.minor': '0',
              'GNU.sparse.name': 'x',
              'GNU.sparse.realsize': String(2 ** 45),
            },
          },
        ],
      ],
    },
    'unpacks to too much',
  ],
  'no gzip data behind the first bytes': [
    { pack: () => Buffer.from('\x1f\x8bnonsense nonsense', 'latin1') },
    'truncated or corrupt',
  ],
  'a whiteout of the parent': [{ layers: [[{ name: 'a/.wh...' }]] }, 'takes away no name'],
  'a whiteout of itself': [{ layers: [[{ name: 'a/.wh.' }]] }, 'takes away no name'],
  'a file below a whiteout': [{ layers: [[{ name: '.wh.a/b' }]] }, 'lies below a whiteout'],
  'a whiteout with a parent in its name': [
    { layers: [[{ name: '../../.wh.etc' }]] },
    "has '..' in ../../.wh.etc",
  ],
  'a hard link to what is nowhere': [
    { layers: [[{ name: 'l', type: '1', linkname: 'etc/passwd' }]] },
    'is a hard link to',
  ],
  'a hard link to what a lower layer has as a directory': [
    { layers: [[{ name: 'd', type: '5' }], [{ name: 'l', type: '1', linkname: 'd' }]] },
    'is a hard link to',
  ],
  'a file in the place of the root': [{ layers: [[{ name: '.' }]] }, 'stands for the root'],
};

describe('an OCI layout', () => {
  it.each(Object.entries(LAYOUTS))(
    'with %s: an error, and nothing left behind',
    async (_, [made, said]) => {
      const layout = makeLayout({ layers: LAYERS, ...made });
      const cache = scratchDirectory();
      const before = listDirectory(layout);
      const error = await rootOf(`oci:${layout}`, cache).catch((each) => each);
      expect(error).toMatchObject({ code: expect.stringMatching(/^(IMAGE|LAYER|ARCHIVE)_/) });
      expect(error.message).toContain(said);
      expect(error.message).toContain(layout);
      expect(differences(before, listDirectory(layout))).toEqual([]);
      const names = [...listDirectory(cache).keys()];
      expect(
        names.filter((name) => !/^\/(?:uses|layers-1(?:\/[0-9a-f]{64})?)$/.test(name)),
      ).toEqual([]);
    },
  );
});

/** The limits are the same ones, and it takes seconds to come to them. */
const SLOW = /gzip bomb|without end|than anybody has/;

describe('an OCI layout that is only looked at', () => {
  it.each(Object.entries(LAYOUTS).filter(([name]) => !SLOW.test(name)))(
    'with %s: the same error',
    async (_, [made, said]) => {
      const layout = makeLayout({ layers: LAYERS, ...made });
      const store = new ContentStore(scratchDirectory());
      await expect(inspectLayout(layout, inspectContext(store))).rejects.toMatchObject({
        code: expect.stringMatching(/^(IMAGE|LAYER|ARCHIVE)_/),
        message: expect.stringContaining(said),
      });
      store.close();
    },
  );
});

it('a layer whose digest is wrong because of what follows its archive is not kept', async () => {
  const bytes = Buffer.concat([archive([FILE]), Buffer.alloc(4 << 20, 'x')]);
  const layout = makeLayout({
    layers: [bytes],
    config: (all) => ({ ...all, rootfs: { ...all.rootfs, diff_ids: [digest('a')] } }),
  });
  const cache = scratchDirectory();
  const error = await rootOf(`oci:${layout}`, cache).catch((each) => each);
  expect(error.message).toContain('not what the configuration says');
  expect([...listDirectory(cache).keys()]).toEqual(['/layers-1']);
});

it('a layer that only claims to be large makes no room for a bomb', async () => {
  const layers = [LAYERS[0]!, []];
  const layout = makeLayout({
    layers,
    manifest: (all) => {
      const [one, two] = all.layers;
      return { ...all, layers: [one, { ...two, size: Number.MAX_SAFE_INTEGER }] };
    },
  });
  const cache = scratchDirectory();
  const error = await rootOf(`oci:${layout}`, cache).catch((each) => each);
  expect(error.message).toContain('bytes, not 9007199254740991');
  // Nothing was unpacked, the sound layer before it neither.
  expect([...listDirectory(cache).keys()].filter((name) => name !== '/layers-1')).toEqual([]);
});

it('an image that is in two indexes is one; of others no manifest is read', async () => {
  const layout = makeLayout({
    layers: LAYERS,
    index: (all) => {
      const other = {
        ...first(all),
        digest: digest('b'),
        platform: { os: 'linux', architecture: 'z' },
      };
      return { ...all, manifests: [first(all), first(all), other] };
    },
  });
  expect((await rootOf(`oci:${layout}:test`)).tree.lookup('/file')).toBeDefined();
});

const replaced =
  (name: RegExp, work: (member: Member) => Member) =>
  (members: Member[]): Member[] =>
    members.map((member) => (name.test(member.name) ? work(member) : member));

const layersOf = (...Layers: string[]) =>
  replaced(/^manifest/, (member) => {
    const [{ Config }] = JSON.parse(member.content!);
    return { ...member, content: JSON.stringify([{ Config, Layers }]) };
  });

/** What files of `docker save` try, and what is said of it. */
const ARCHIVES: Record<string, [(members: Member[]) => Member[], string]> = {
  'a layer that is a file of this machine': [layersOf('/etc/passwd'), '/etc/passwd is missing'],
  'a layer that is above': [layersOf('../../../etc/passwd'), 'is missing'],
  'a layer that is a link out of it': [
    (members) => [
      ...layersOf('l')(members),
      { name: 'l', type: '2', linkname: '../../../../../../etc/passwd' },
    ],
    'l is missing',
  ],
  'a layer that is an absolute link': [
    (members) => [...layersOf('l')(members), { name: 'l', type: '2', linkname: '/etc/passwd' }],
    'l is missing',
  ],
  'layers that are links to each other': [
    (members) => [
      ...layersOf('a')(members),
      { name: 'a', type: '2', linkname: 'b' },
      { name: 'b', type: '2', linkname: 'a' },
    ],
    'links to each other',
  ],
  'a layer that is another one': [
    replaced(/\.tar$/, (member) => ({ ...member, content: `${member.content}${'x'.repeat(512)}` })),
    'not what the configuration says',
  ],
  'a configuration that is another one': [
    replaced(/json$/, (member) => ({ ...member, content: `${member.content} ` })),
    'not what its digest says',
  ],
  'no manifest': [(members) => members.slice(0, -1), 'there is no manifest.json'],
  'a manifest that is no list': [
    replaced(/^manifest/, (member) => ({ ...member, content: '{"Config":"x"}' })),
    'does not list images',
  ],
  'a manifest that is too large': [
    replaced(/^manifest/, (member) => ({ ...member, content: ' '.repeat(5 << 20) })),
    'there may be 4194304',
  ],
  'a member that is larger than the archive': [
    (members) => [...members, { name: 'x', fields: { size: '77777777777\0' } }],
    'truncated',
  ],
  'a member of a size below zero': [
    (members) => [...members, { name: 'x', fields: { size: '\xff'.repeat(12) } }],
    'a member has the size -1',
  ],
  'too many members': [
    (members) => [...members, ...Array(20_001).fill({ name: 'x' })],
    'more than 20000 members',
  ],
};

describe('an archive of docker save', () => {
  it.each(Object.entries(ARCHIVES))('with %s: an error', async (_, [work, said]) => {
    const file = makeDockerArchive({ layers: LAYERS }, work);
    const error = await rootOf(`docker-archive:${file}`).catch((each) => each);
    expect(error).toMatchObject({ code: expect.stringMatching(/^IMAGE_/) });
    expect(error.message).toContain(said);
  });

  it('that lists a bomb many times: one has no more room than once', async () => {
    const packed = bomb().toString('latin1');
    const file = makeDockerArchive(
      { layers: Array(8).fill([FILE]) },
      replaced(/\.tar$/, (member) => ({ ...member, content: packed })),
    );
    await expect(rootOf(`docker-archive:${file}`)).rejects.toMatchObject({ code: 'LAYER_SIZE' });
  });

  it.each([
    ['something else', Buffer.alloc(2048, 'x'), 'not a tar archive'],
    ['a compressed archive', gzipSync(Buffer.alloc(2048)), 'is compressed (gzip)'],
    ['nothing', Buffer.alloc(0), 'there is no manifest.json'],
  ])('that is %s: an error', async (_, bytes, said) => {
    const file = join(scratchDirectory({ 'x.tar': bytes }), 'x.tar');
    const error = await rootOf(`docker-archive:${file}`).catch((each) => each);
    expect(error.message).toContain(said);
  });
});

describe('a layer', () => {
  const outside = scratchDirectory({ secret: 'secret', 'folder/file': 'x' });
  const before = listDirectory(outside);

  it.each([...hostileArchives(outside)])(
    'with %s: an error, or all of it inside',
    async (_, bytes) => {
      const layout = makeLayout({ layers: [bytes] });
      const root = await rootOf(`oci:${layout}`).catch((error) => error);
      if (root instanceof Error) expect(root).toHaveProperty('code');
      else {
        // Nothing in it is a file of this machine.
        for (const { node } of root.tree.walk()) {
          if (node.type === 'file') expect(node.content.kind).toBe('part');
        }
      }
      expect(differences(before, listDirectory(outside))).toEqual([]);
    },
  );
});

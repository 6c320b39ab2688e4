import { createHash } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { archive, type Member } from '@supermin/test-support/archive';
import {
  differences,
  type Entry,
  type Listing,
  listDirectory,
} from '@supermin/test-support/listing';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { imageRoot } from '../../src/container-image/image-root.ts';
import { parseImageReference } from '../../src/container-image/reference.ts';
import { readContent } from '../../src/tree/content.ts';
import type { FileTree } from '../../src/tree/file-tree.ts';
import type { TreeNode } from '../../src/tree/node.ts';
import { makeDockerArchive, makeLayout } from '../support/images.ts';

const HAS_UMOCI = available('umoci unpacks what we stack', hasProgram('umoci'));
const HAS_SKOPEO = available('images that skopeo makes', hasProgram('skopeo'));

function rootOf(text: string, options: { cacheDirectory?: string; arch?: string } = {}) {
  return imageRoot(parseImageReference(text)!, { cacheDirectory: scratchDirectory(), ...options });
}

/** As `listDirectory` has it. */
function listTree(tree: FileTree): Listing {
  return new Map([...tree.walk()].map(({ path, node }) => [path, entryOf(node)]));
}

function entryOf(node: TreeNode): Entry {
  const { mode, uid, gid, mtime } = node;
  const content = { file: contentOf, symlink: targetOf, character: deviceOf, block: deviceOf };
  return {
    ...{ mode: (node.type === 'symlink' ? 0o777 : mode).toString(8), owner: `${uid}:${gid}` },
    ...{ mtime: Math.floor(mtime), size: node.type === 'file' ? node.size : 0, type: node.type },
    content: content[node.type as 'file']?.(node) ?? '',
  };
}

function contentOf(node: TreeNode): string {
  if (node.type !== 'file') return '';
  return createHash('sha256')
    .update(readContent(node.content, 0, node.size))
    .digest('hex');
}

function targetOf(node: TreeNode): string {
  return node.type === 'symlink' ? node.target : '';
}

function deviceOf(node: TreeNode): string {
  if (!('major' in node)) return '';
  return String(node.major * 256 + node.minor);
}

const directory = (name: string, mode = 0o755): Member => ({ name, type: '5', mode });

/** What engines do not write, and read. */
const BY_HAND: Member[] = [
  directory('opaque'),
  { name: 'opaque/own', content: 'own' },
  { name: 'opaque/.wh..wh..opq' },
  { name: 'across', type: '1', linkname: 'kept/one' },
  { name: 'through/new', content: 'goes where the link of a lower layer leads' },
  directory('link-to-directory', 0o700),
  { name: 'link-to-directory/in', content: 'in its place' },
  { name: 'was-directory', content: 'now a file' },
  directory('was-file'),
  { name: 'was-file/x', content: 'x' },
  { name: 'was-directory-too', type: '1', linkname: 'through' },
  { name: '.wh.gone' },
  { name: '.wh.never-there' },
  { name: 'deep/.wh.down' },
  { name: 'kept/.wh..wh.plnk', content: 'of AUFS' },
];

function makeByUmoci(layout: string): void {
  const image = `${layout}:test`;
  const rootless = IS_ROOT ? [] : ['--rootless'];
  const umoci = (...args: string[]) => output('umoci', args);
  umoci('init', '--layout', layout);
  umoci('new', '--image', image);
  const change = (work: (root: string) => void) => {
    const bundle = join(scratchDirectory(), 'bundle');
    umoci('unpack', ...rootless, '--image', image, bundle);
    work(join(bundle, 'rootfs'));
    umoci('repack', '--image', image, bundle);
  };
  change((root) => {
    for (const name of [
      'kept',
      'opaque',
      'real',
      'was-directory',
      'was-directory-too',
      'deep/down/down',
      'gone/in',
    ]) {
      mkdirSync(join(root, name), { recursive: true });
    }
    for (const name of [
      'kept/one',
      'opaque/old',
      'was-directory/x',
      'was-directory-too/x',
      'was-file',
      'deep/down/down/x',
      'gone/in/x',
      'removed',
    ]) {
      writeFileSync(join(root, name), name.repeat(1000));
    }
    linkSync(join(root, 'kept/one'), join(root, 'kept/two'));
    symlinkSync('real', join(root, 'through'));
    symlinkSync('/real', join(root, 'link-to-directory'));
  });
  change((root) => {
    rmSync(join(root, 'removed'));
    writeFileSync(join(root, 'kept/more'), 'more', { mode: 0o4711 });
  });
  const file = join(scratchDirectory(), 'layer.tar');
  writeFileSync(file, archive(BY_HAND));
  umoci('raw', 'add-layer', '--image', image, file);
}

describe.runIf(HAS_UMOCI)('layers that are stacked', () => {
  const layout = join(scratchDirectory(), 'layout');
  const bundle = join(scratchDirectory(), 'bundle');

  it('make the tree that umoci unpacks', async () => {
    makeByUmoci(layout);
    const rootless = IS_ROOT ? [] : ['--rootless'];
    output('umoci', ['unpack', ...rootless, '--image', `${layout}:test`, bundle]);
    const theirs = listDirectory(join(bundle, 'rootfs'));
    const { tree } = await rootOf(`oci:${layout}:test`);
    const ours = listTree(tree);
    expect(ours.size).toBeGreaterThan(15);
    // Without root, everything is unpacked as one's own.
    const owned = IS_ROOT
      ? theirs
      : new Map([...theirs].map(([path, entry]) => [path, { ...entry, owner: '0:0' }]));
    expect(differences(ours, owned)).toEqual([]);
  });

  it('have the hard links that umoci makes, also from one layer to another', async () => {
    const { tree } = await rootOf(`oci:${layout}`);
    const [one, two, across] = ['/kept/one', '/kept/two', '/across'].map((path) =>
      tree.lookup(path),
    );
    expect(two).toBe(one);
    expect(across).toBe(one);
    expect(statSync(join(bundle, 'rootfs/across')).nlink).toBe(3);
  });
});

describe('a container image as a root', () => {
  const LAYERS = [
    [{ name: 'etc/os-release', content: 'ID=test\n' }],
    [{ name: 'b', content: 'b' }],
  ];

  it('is the same as a layout, as an archive, from docker save', async () => {
    const layout = makeLayout({ layers: LAYERS });
    const tar = join(scratchDirectory(), 'layout.tar');
    output('tar', ['-cf', tar, '-C', layout, '.']);
    const docker = makeDockerArchive({ layers: LAYERS });
    const names = [`oci:${layout}`, `oci:${layout}:test`, `oci-archive:${tar}:test`];
    const roots = await Promise.all(
      [...names, `docker-archive:${docker}`, `docker-archive:${docker}:test`].map((name) =>
        rootOf(name),
      ),
    );
    expect(new Set(roots.map(({ digest }) => digest)).size).toBe(1);
    for (const { host, tree } of roots) {
      expect(host.readFile('/etc/os-release').toString()).toBe('ID=test\n');
      expect(listTree(tree)).toEqual(listTree(roots[0]!.tree));
    }
  });

  it.each([
    ['as they are', (bytes: Buffer) => bytes],
    ['zstd', (bytes: Buffer) => output('zstd', ['-c'], { input: bytes })],
    [
      'gzip of several members',
      (bytes: Buffer) =>
        Buffer.concat(
          [bytes.subarray(0, 600), bytes.subarray(600)].map((part) =>
            output('gzip', ['-c'], { input: part }),
          ),
        ),
    ],
  ])('has layers that are compressed: %s', async (_, pack) => {
    const { host } = await rootOf(`oci:${makeLayout({ layers: LAYERS, pack })}`);
    expect(host.readFile('/b').toString()).toBe('b');
  });

  it('needs no archive again that has been unpacked', async () => {
    const cacheDirectory = scratchDirectory();
    const layout = makeLayout({ layers: LAYERS });
    const before = await rootOf(`oci:${layout}`, { cacheDirectory });
    const emptied = makeLayout({
      layers: LAYERS,
      files: (_, blobs) => {
        for (const name of readdirSync(blobs)) {
          const path = join(blobs, name);
          if (readFileSync(path, 'latin1').startsWith('\x1f\x8b')) rmSync(path);
        }
      },
    });
    const { digest, host } = await rootOf(`oci:${emptied}`, { cacheDirectory });
    expect(digest).toBe(before.digest);
    expect(host.readFile('/b').toString()).toBe('b');
    const error = await rootOf(`oci:${emptied}`).catch((each) => each);
    expect(error.message).toContain('is missing');
  });

  it('says which tags there are', async () => {
    const error = await rootOf(`oci:${makeLayout({ layers: LAYERS })}:other`).catch((each) => each);
    expect(error).toMatchObject({ code: 'IMAGE_MISSING', hint: 'its tags: test' });
  });

  it('is for the architecture that is asked for, or the only one there is', async () => {
    const layout = makeLayout({ layers: LAYERS, architecture: 's390x' });
    expect((await rootOf(`oci:${layout}`)).cpu).toBe('s390x');
    expect((await rootOf(`oci:${layout}`, { arch: 's390x' })).cpu).toBe('s390x');
    const error = await rootOf(`oci:${layout}`, { arch: 'arm64' }).catch((each) => each);
    expect(error.message).toContain('no image for linux/arm64');
    expect(error.hint).toContain('linux/s390x');
  });

  it.runIf(HAS_SKOPEO)('is the same when skopeo has copied it', async () => {
    const layout = makeLayout({ layers: LAYERS });
    const file = join(scratchDirectory(), 'image.tar');
    output('skopeo', ['copy', '-q', `oci:${layout}:test`, `docker-archive:${file}:some/name:1`]);
    const ours = await rootOf(`oci:${layout}`);
    const copied = await rootOf(`docker-archive:${file}:some/name:1`);
    expect(copied.digest).toBe(ours.digest);
    expect(listTree(copied.tree)).toEqual(listTree(ours.tree));
  });
});

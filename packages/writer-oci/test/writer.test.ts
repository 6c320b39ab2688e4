import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Package } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { directory, file, treeOf } from '@supermin/test-support/trees';
import { contextOf } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import { writer } from '../src/writer.ts';
import { entryOf, manifestsOf, namesOf, readImage } from './support/judge.ts';

type Options = Parameters<typeof contextOf>[0];
type More = Parameters<typeof contextOf>[1];

function packageOf(name: string, version = '1'): Package {
  return { name, id: name, version, arch: 'all' };
}

/** A tree of packages, each with a file of this many bytes. */
function treeWith(packages: readonly Package[], bytes = 20_000): FileTree {
  const tree = treeOf({ '/init': file('#!/bin/sh\n', { mode: 0o755 }), '/opt': directory() });
  tree.packages = packages;
  packages.forEach(({ name, version }, index) => {
    const content = `${name} ${version} `.repeat(Math.ceil(bytes / 4)).slice(0, bytes);
    tree.put(`/usr/share/${name}/file`, file(content, { package: index }));
  });
  return tree;
}

async function build(tree: FileTree, options: Options = {}, more: More = {}): Promise<string> {
  const output = scratchDirectory();
  await writer.write(tree, output, contextOf(options, more));
  return output;
}

describe('a container', () => {
  it('has a manifest, a configuration and its layers, and nothing else', async () => {
    const layout = await build(treeWith([packageOf('a'), packageOf('b')]));
    const { descriptor, manifest, config } = readImage(layout);
    expect(descriptor).toMatchObject({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      platform: { architecture: 'amd64', os: 'linux' },
      annotations: { 'org.opencontainers.image.ref.name': 'latest' },
    });
    expect(config).toMatchObject({
      ...{ architecture: 'amd64', created: '2020-09-13T12:26:40Z' },
      config: { Entrypoint: ['/init'], WorkingDir: '/' },
    });
    expect(config.rootfs.diff_ids).toHaveLength(3);
    expect(config.history.map(({ created_by }) => created_by)).toEqual([
      ...['supermin: a 1', 'supermin: b 1', 'supermin: other files, and all directories'],
    ]);
    expect(manifest.annotations).toBeUndefined();
    const blobs = [descriptor, manifest.config, ...manifest.layers].map(({ digest }) => digest);
    const files = readdirSync(`${layout}/blobs/sha256`).map((name) => `sha256:${name}`);
    expect(files.sort()).toEqual(blobs.sort());
    expect(readdirSync(layout).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('is for the processor it is built for, and has the tag of its name', async () => {
    const options = { reference: 'registry.example/app:1.0' };
    const layout = await build(treeWith([]), options, { cpu: 'aarch64', sourceDateEpoch: 5 });
    const { descriptor, config } = readImage(layout);
    expect(descriptor.platform).toEqual({ architecture: 'arm64', os: 'linux', variant: 'v8' });
    expect(descriptor.annotations).toEqual({ 'org.opencontainers.image.ref.name': '1.0' });
    expect(config).toMatchObject({
      ...{ architecture: 'arm64', variant: 'v8', created: '1970-01-01T00:00:05Z' },
    });
  });

  it('is annotated for krun on request', async () => {
    const { manifest } = readImage(await build(treeWith([]), { krun: true }));
    expect(manifest.annotations).toEqual({ 'run.oci.handler': 'krun' });
  });

  it('shares 80 % of its bytes with another one that has 40 packages in common with it', async () => {
    const common = Array.from({ length: 40 }, (_, index) => packageOf(`common-${index}`));
    const own = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => packageOf(`${name}-${index}`));
    const sizes = async (packages: Package[]) => {
      const { layers } = readImage(await build(treeWith(packages), { compress: 'none' })).manifest;
      return new Map(layers.map(({ digest, size }) => [digest, size]));
    };
    const one = await sizes([...own('one', 5), ...common]);
    const other = await sizes([...common.toReversed(), ...own('other', 4)]);
    const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
    const shared = sum([...one].flatMap(([digest, size]) => (other.has(digest) ? [size] : [])));
    expect(shared / sum(one.values())).toBeGreaterThan(0.8);
    expect(shared / sum(other.values())).toBeGreaterThan(0.8);
  });

  it('of another version of a package has another layer for it, and the others as they were', async () => {
    const before = readImage(await build(treeWith([packageOf('a'), packageOf('b')])));
    const after = readImage(await build(treeWith([packageOf('a'), packageOf('b', '2')])));
    const differ = before.manifest.layers.map(
      ({ digest }, index) => digest !== after.manifest.layers[index]!.digest,
    );
    expect(differ).toEqual([false, true, false]);
  });
});

describe('images of several architectures', () => {
  const arm = { cpu: 'aarch64' };

  it('are in one index', async () => {
    const first = await build(treeWith([packageOf('a')]), {}, arm);
    const add = [first];
    const layout = await build(treeWith([packageOf('b')]), { add });
    const third = await build(treeWith([]), { add: [layout] }, { cpu: 'riscv64' });
    const entry = entryOf(third);
    expect(entry.mediaType).toBe('application/vnd.oci.image.index.v1+json');
    expect(entry.annotations).toEqual({ 'org.opencontainers.image.ref.name': 'latest' });
    const images = manifestsOf(third, entry);
    const names = images.map(({ platform }) => platform!.architecture);
    expect(names).toEqual(['amd64', 'arm64', 'riscv64']);
    for (const image of images) {
      for (const { digest } of readImage(third, image).manifest.layers) {
        expect(namesOf(third, digest)[0]).toBe('./');
      }
    }
  });

  it('come from layouts that a build depends on', async () => {
    const { paths } = await writer.inputs(contextOf({ add: ['/layouts/arm'] }));
    expect(paths).toEqual(['/layouts/arm/index.json']);
  });

  it('are refused if there are two for one', async () => {
    const add = [await build(treeWith([]))];
    await expect(build(treeWith([]), { add })).rejects.toMatchObject({ code: 'OCI_ADD' });
  });

  it.each<[string, (layout: string, digest: string) => void]>([
    ['a directory that is no layout', (layout) => writeFileSync(`${layout}/oci-layout`, '')],
    [
      'a layer that was changed',
      (layout, digest) => writeFileSync(`${layout}/blobs/sha256/${digest.slice(7)}`, 'other'),
    ],
    [
      'an index that leads out of it',
      (layout) => {
        const text = readFileSync(`${layout}/index.json`, 'utf8');
        writeFileSync(
          `${layout}/index.json`,
          text.replace(/sha256:\w+/, 'sha256:../../../../etc/passwd'),
        );
      },
    ],
    [
      'an index of itself',
      (layout) => {
        const text = readFileSync(`${layout}/index.json`, 'utf8');
        writeFileSync(`${layout}/index.json`, text.replace('manifest.v1', 'index.v1'));
      },
    ],
  ])('are refused: %s', async (_, break_) => {
    const original = await build(treeWith([packageOf('a')]), {}, arm);
    const layout = `${scratchDirectory()}/layout`;
    mkdirSync(layout);
    cpSync(original, layout, { recursive: true });
    break_(layout, readImage(original).manifest.layers[0]!.digest);
    await expect(build(treeWith([]), { add: [layout] })).rejects.toMatchObject({
      code: expect.stringMatching(/^OCI_(ADD|LAYOUT|BLOB)$/),
    });
  });
});

it('is what its manifest says', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const [manifest] = JSON.parse(text).supermin.writers;
  expect(manifest.name).toBe(writer.name);
  expect(writer.outputs(contextOf())).toEqual([]);
});

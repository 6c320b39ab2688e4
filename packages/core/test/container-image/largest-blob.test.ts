import { describe, expect, it } from 'vitest';
import { largestBlob } from '../../src/container-image/largest-blob.ts';
import { localHost } from '../../src/host/local-host.ts';
import type { RunOptions } from '../../src/process/run-options.ts';

const digest = (character: string) => `sha256:${character.repeat(64)}`;
const blob = (size: number, character = 'a') => ({
  ...{ mediaType: 'x', digest: digest(character), size },
});
const image = (config: number, ...layers: number[]) => ({
  config: blob(config),
  layers: layers.map((size) => blob(size)),
});

/** An entry of an index. */
const entry = (character: string, architecture?: string) => ({
  ...blob(1e9, character),
  ...(architecture === undefined ? {} : { platform: { os: 'linux', architecture } }),
});

/** @param documents of the registry, by what skopeo is asked for; a text is no JSON */
async function ask(
  documents: Record<string, unknown>,
  { source = 'docker://r.example/a', insecure = false, arch = 's390x' } = {},
) {
  const runs: (readonly string[])[] = [];
  const { signal } = new AbortController();
  const run = async (program: string, args: readonly string[], options?: RunOptions) => {
    runs.push([program, ...args]);
    expect(options).toEqual({
      ...{ cwd: '/layout', signal, package: 'skopeo', limit: (4 << 20) + 1 },
    });
    const found = documents[args.at(-1)!];
    const text = typeof found === 'string' ? found : JSON.stringify(found);
    const stderr = Buffer.from('level=fatal msg="not known"');
    if (found === undefined) return { status: 1, stdout: Buffer.alloc(0), stderr };
    return { status: 0, stdout: Buffer.from(text), stderr };
  };
  const context = { arch, insecure, host: { ...localHost(), run }, signal };
  const bytes = await largestBlob(source, { image: 'x', layout: '/layout', context });
  return { bytes, runs };
}

const SOURCE = 'docker://r.example/a';

describe('the largest blob of an image', () => {
  it('is a layer, or the configuration', async () => {
    expect((await ask({ [SOURCE]: image(5, 7, 30, 2) })).bytes).toBe(30);
    const { bytes, runs } = await ask({ [SOURCE]: image(50, 7) });
    expect(bytes).toBe(50);
    expect(runs).toEqual([['skopeo', 'inspect', '--raw', SOURCE]]);
  });

  it('is one of those of an index that are for the platform, or for any', async () => {
    const index = { manifests: [entry('1', 's390x'), entry('2', 'amd64'), entry('3')] };
    const { bytes } = await ask({
      [SOURCE]: index,
      [`${SOURCE}@${digest('1')}`]: image(1, 2),
      [`${SOURCE}@${digest('3')}`]: image(1, 3),
    });
    expect(bytes).toBe(3);
  });

  it.each([
    ['docker://r.example:5000/a:tag', 'docker://r.example:5000/a'],
    ['docker://r.example:5000/a', 'docker://r.example:5000/a'],
    [`docker://r.example/a@${digest('9')}`, 'docker://r.example/a'],
    [`docker://r.example/a:tag@${digest('9')}`, 'docker://r.example/a'],
  ])('of %s is asked for at %s', async (source, repository) => {
    const index = { manifests: [entry('1', 's390x')] };
    const documents = { [source]: index, [`${repository}@${digest('1')}`]: image(1, 2) };
    expect((await ask(documents, { source })).bytes).toBe(2);
  });

  it('is looked for in eight images', async () => {
    const manifests = [...'123456789'].map((character) => entry(character, 's390x'));
    const { runs } = await ask({
      ...Object.fromEntries(
        manifests.map((each) => [`${SOURCE}@${each.digest}`, image(1, 2)] as const),
      ),
      [SOURCE]: { manifests },
    });
    expect(runs).toHaveLength(1 + 8);
  });

  it.each([
    ['{'],
    ['null'],
    [[]],
    [{}],
    [{ config: 1, layers: 'x', manifests: {} }],
    [{ layers: [{}] }],
  ])('is none of %j', async (manifest) => {
    expect((await ask({ [SOURCE]: manifest })).bytes).toBe(0);
  });

  it('is asked for in vain where a manifest has no sizes', async () => {
    const manifest = { schemaVersion: 1, fsLayers: [{ blobSum: digest('a') }] };
    await expect(ask({ [SOURCE]: manifest })).rejects.toMatchObject({
      code: 'IMAGE_UNSUPPORTED',
      message: expect.stringContaining('schema 1'),
    });
  });

  it('is asked for without TLS if that may be', async () => {
    const { runs } = await ask({ [SOURCE]: image(1) }, { insecure: true });
    expect(runs[0]).toEqual(['skopeo', 'inspect', '--raw', '--tls-verify=false', SOURCE]);
  });

  it('is an error where the registry has no such image', async () => {
    await expect(ask({})).rejects.toMatchObject({
      code: 'IMAGE_FETCH',
      message: 'x: skopeo could not fetch it: not known',
    });
  });
});

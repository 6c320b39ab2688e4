import { describe, expect, it } from 'vitest';
import { skopeoCopy } from '../../src/container-image/skopeo.ts';
import { localHost } from '../../src/host/local-host.ts';
import type { RunOptions, RunResult } from '../../src/process/run-options.ts';

const LAYER = { mediaType: 'x', digest: `sha256:${'a'.repeat(64)}`, size: 1000 };

interface Run {
  program: string;
  args: readonly string[];
  options: RunOptions | undefined;
}

/** What is run to copy an image, where skopeo ends so. */
async function copy(
  context: { arch?: string; insecure?: boolean } = {},
  end: { status?: number; stderr?: string; manifest?: unknown } = {},
): Promise<{ run: Run; error: unknown }> {
  const runs: Run[] = [];
  const { signal } = new AbortController();
  const run = async (program: string, args: readonly string[], options?: RunOptions) => {
    runs.push({ program, args, options });
    const { manifest = { layers: [LAYER] }, status = 0, stderr = '' } = end;
    const isCopy = args.includes('copy');
    const stdout = Buffer.from(JSON.stringify(manifest));
    const result: RunResult = { status: isCopy ? status : 0, stdout, stderr: Buffer.from(stderr) };
    return result;
  };
  const host = { ...localHost(), run };
  const { arch, insecure = false } = context;
  const error = await skopeoCopy('docker://r.example/a', {
    ...{ image: 'docker://r.example/a', layout: '/cache/layout' },
    context: { arch, insecure, host, signal },
  }).then(
    () => undefined,
    (each: unknown) => each,
  );
  expect(runs.at(-1)!.options).toMatchObject({ cwd: '/cache/layout', signal });
  return { run: runs.at(-1)!, error };
}

describe('skopeo', () => {
  it('copies an image into the layout, and writes no file that is larger than its blobs', async () => {
    const { run, error } = await copy();
    expect(error).toBeUndefined();
    expect(run).toMatchObject({ program: 'prlimit', options: { package: 'util-linux' } });
    expect(run.args).toEqual([
      ...[`--fsize=${1000 + 2 ** 26}`, '--core=0', '--', 'skopeo', '--override-os=linux'],
      ...['copy', '--quiet', '--remove-signatures', '--dest-oci-accept-uncompressed-layers'],
      ...['docker://r.example/a', 'oci:.:image'],
    ]);
    expect(run.options?.limit).toBe(2 ** 20);
  });

  it('writes only its own files where the manifest has no blobs', async () => {
    const { run } = await copy({}, { manifest: 7 });
    expect(run.args[0]).toBe(`--fsize=${2 ** 26}`);
  });

  it.each([
    ['x86_64', ['--override-arch=amd64']],
    ['aarch64', ['--override-arch=arm64', '--override-variant=v8']],
    ['arm/v6', ['--override-arch=arm', '--override-variant=v6']],
  ])('is told the platform: %s', async (arch, words) => {
    const { run } = await copy({ arch });
    expect(run.args.filter((each) => /^--override-[av]/.test(each))).toEqual(words);
    // Options of skopeo itself.
    expect(run.args.indexOf(words.at(-1)!)).toBeLessThan(run.args.indexOf('copy'));
  });

  it('does without TLS if it may', async () => {
    const { run } = await copy({ insecure: true });
    expect(run.args).toContain('--src-tls-verify=false');
    expect(run.args.indexOf('--src-tls-verify=false')).toBeGreaterThan(run.args.indexOf('copy'));
  });

  it.each([
    [
      'time="x" level=fatal msg="no such image"',
      'IMAGE_FETCH',
      'could not fetch it: no such image',
    ],
    ['', 'IMAGE_FETCH', 'could not fetch it'],
    ['msg\nwrite /cache/x: file too large', 'IMAGE_FETCH', 'more than the manifest says'],
    ['write /cache/x: no space left on device', 'NO_SPACE', '/cache/layout'],
  ])('fails, and says %j', async (stderr, code, message) => {
    const { error } = await copy({}, { status: 1, stderr });
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { type BuildRequest, build as coreBuild, type Writer } from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { buildCommand } from '../../src/commands/build.ts';
import { rememberFresh } from '../../src/fast-start/fast-path/remember-fresh.ts';
import { readCommandLine } from '../../src/read-command-line.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return { ...core, build: vi.fn(core.build) };
});
vi.mock('../../src/fast-start/fast-path/remember-fresh.ts', async (original) => ({
  ...(await original<object>()),
  rememberFresh: vi.fn(),
}));

const root = new SmallRoot(scratchDirectory());
root.install('tool', ['/usr/bin/tool', '/init']);
root.write('/init', '#!/bin/sh\n', 0o755);
root.kernel('/lib/modules/6.1/vmlinuz', '6.1');
root.modules('6.1');

let places: ReturnType<typeof ownPlaces>;
let output: string;
let input: string;

beforeEach(() => {
  places = ownPlaces();
  output = `${places.top}/out`;
  input = `${places.top}/d`;
  mkdirSync(input);
  writeFileSync(`${input}/packages`, 'tool\n');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetAllMocks();
});

const build = (...words: string[]) =>
  perform(buildCommand, contextOf(...words, '--root', root.directory, input));

/** What core is asked for, without doing it. */
async function asked(...words: string[]): Promise<BuildRequest> {
  vi.mocked(coreBuild).mockResolvedValueOnce({ built: true });
  await build(...words, '-o', output);
  return vi.mocked(coreBuild).mock.calls[0]![0];
}

const CHROOT = ['build', '-f', 'chroot'];

describe('build', () => {
  it('writes the appliance; programs are told where, in which format, and that it was built', async () => {
    const performed = await build('build', '-f', 'fs', '-o', output);
    const facts = { output, format: 'chroot', built: true };
    expect(performed).toEqual({ status: 0, stdout: '', facts, warnings: [] });
    expect(readdirSync(`${output}/usr/bin`)).toEqual(['tool']);
    const again = await build('build', '-f', 'fs', '--if-newer', '-o', output);
    expect(again).toMatchObject({ status: 0, facts: { output, format: 'chroot', built: false } });
  });

  it('writes to standard output what one file can hold', async () => {
    const { stdout, status, facts } = await build('build', '-f', 'cpio', '-o', '-');
    expect({ status, facts }).toEqual({ status: 0, facts: undefined });
    expect(stdout).toMatch(/^070701.*usr\/bin\/tool\0/s);
    expect(existsSync('-')).toBe(false);
  });

  it('what a writer has no use for is a mistake', async () => {
    const wrong = build(...CHROOT, '--copy-kernel', '-o', output);
    await expect(wrong).rejects.toThrow("option '--copy-kernel' has no effect with '-f chroot'");
    await expect(build('build', '-f', 'chroot', '-o', '-')).rejects.toMatchObject({
      code: 'OUTPUT_STREAM',
    });
    expect(coreBuild).not.toHaveBeenCalled();
  });

  it.each([
    [['build', '-o', 'x'], 'the format is missing: -f FORMAT'],
    [['build', '-f', 'chroot'], 'the output directory is missing: -o DIR'],
    [['build', '-f', 'chroot', '-o', 'x'], 'no input was given'],
  ])('%j is not all that it needs', async (words, message) => {
    const wrong = perform(buildCommand, contextOf(...words));
    await expect(wrong).rejects.toThrow(UsageError);
    await expect(wrong).rejects.toThrow(message);
  });

  it('no input, in the words of supermin 5', async () => {
    await expect(
      perform(buildCommand, contextOf('--build', '-f', 'chroot', '-o', output)),
    ).rejects.toMatchObject({
      ...{ code: 'INPUT_MISSING', message: 'build: no input supermin appliance specified' },
    });
  });

  it('--configure is for packages that are not installed', async () => {
    await expect(build(...CHROOT, '--configure', '-o', output)).rejects.toMatchObject({
      code: 'CONFIGURE_INSTALLED',
    });
  });

  it('--dry-run writes nothing', async () => {
    const { stdout } = await build(...CHROOT, '--dry-run', '-o', output);
    expect(stdout).toContain(`would build ${output}, format chroot`);
    expect(existsSync(output)).toBe(false);
    expect(coreBuild).not.toHaveBeenCalled();
  });
});

describe('what core is asked for', () => {
  it('is what the plugins are, and where things lie', async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '17');
    vi.mocked(coreBuild).mockResolvedValueOnce({ built: true });
    const words = ['--root', root.directory, '--link', 'hard', '-o', output, input];
    const load = () => import('../../src/command.ts');
    const invocation = await readCommandLine([...CHROOT, ...words], { load });
    await perform(buildCommand, { ...contextOf(...CHROOT), invocation });
    const job = vi.mocked(coreBuild).mock.calls[0]![0];
    expect(job).toMatchObject({
      ...{ inputs: [input], output, family: 'debian/dpkg', format: 'chroot' },
      ...{ host: { root: root.directory }, image: undefined, lockedRoot: undefined },
      ...{ writerOptions: { link: 'hard' }, backendOptions: {}, sourceDateEpoch: 17 },
      ...{ cacheDirectory: places.cache, temporaryDirectory: places.tmp },
      facts: {
        'the backend': expect.stringMatching(/^@supermin\/backend-dpkg@\d/),
        'the writer': expect.stringMatching(/^@supermin\/writer-chroot@\d/),
      },
    });
    expect(Object.keys(await (job.writer as () => Promise<Writer>)())).toContain('write');
    expect(Object.keys(await job.writers!('cpio'))).toContain('write');
  });

  it.each<[string[], Partial<BuildRequest>]>([
    [[], { force: false, warnMissing: true, alternatives: undefined, xattrs: undefined }],
    [[], { copyKernel: false, ifNewer: false, includePackagelist: false, noDocs: false }],
    [[], { strict: false, weak: false, resolver: 'default', cpu: undefined, kernel: undefined }],
    [[], { lock: undefined, lockTimeout: undefined, environment: {} }],
    [['--force'], { force: true }],
    [['--if-newer'], { ifNewer: true }],
    [['--include-packagelist'], { includePackagelist: true }],
    [['--no-docs'], { noDocs: true }],
    [['--strict'], { strict: true }],
    [['--weak'], { weak: true }],
    [['--resolver=supermin5'], { resolver: 'supermin5' }],
    [['--xattrs=all'], { xattrs: 'all' }],
    [['--xattrs=none'], { xattrs: 'none' }],
    [['--xattrs=default'], { xattrs: 'default' }],
    [['--lock=/l', '--lock-timeout=2m'], { lock: '/l', lockTimeout: 120 }],
  ])('with %j it is %j', async (options, expected) => {
    for (const name of ['SUPERMIN_KERNEL', 'SUPERMIN_KERNEL_VERSION', 'SUPERMIN_MODULES']) {
      vi.stubEnv(name, undefined);
    }
    expect(await asked(...CHROOT, ...options)).toMatchObject(expected);
  });

  it.each<[string[], Partial<BuildRequest>]>([
    [['--copy-kernel'], { copyKernel: true }],
    [['--host-cpu=aarch64'], { cpu: 'aarch64' }],
    [['--kernel=6.1'], { kernel: '6.1' }],
    [['--modules-from=/m'], { environment: expect.objectContaining({ SUPERMIN_MODULES: '/m' }) }],
    [['--size=+1G'], { writerOptions: expect.objectContaining({ size: '+1G' }) }],
  ])('of a format with a kernel, with %j, it is %j', async (options, expected) => {
    expect(await asked('build', '-f', 'ext2', ...options)).toMatchObject(expected);
  });

  it("is supermin 5's for its clients", async () => {
    const legacy = await asked('--build', '-f', 'chroot');
    const expected = { force: true, warnMissing: false, alternatives: false, xattrs: 'none' };
    expect(legacy).toMatchObject(expected);
    vi.resetAllMocks();
    expect(await asked('--build', '-f', 'chroot', '--xattrs=all')).toMatchObject({ xattrs: 'all' });
  });
});

describe('a build with --if-newer is remembered for the fast path', () => {
  const record = { any: 'record' } as never;
  const fresh = async (...words: string[]) => {
    vi.mocked(coreBuild).mockResolvedValueOnce({ built: false, record });
    const context = contextOf(...CHROOT, ...words, '-o', output, input);
    // This machine may have another package manager than dpkg, or none.
    await perform(buildCommand, context);
    return vi.mocked(rememberFresh).mock.calls;
  };

  it('with what it depends on besides', async () => {
    const plugins = scratchPlugin();
    const [call] = await fresh('--if-newer', '--backend', 'toy', '--plugin', plugins);
    expect(call).toEqual([record, expect.any(Array), output, places.cache]);
    expect(JSON.stringify(call![1])).toContain(`${plugins}/package.json`);
  });

  it.each([
    [[]],
    [['--if-newer', '-v']],
    [['--if-newer', '--timings']],
    [['--if-newer', '--json']],
    [['--if-newer', '--root', root.directory]],
  ])('not if it was asked for with %j', async (words) => {
    expect(await fresh(...words, '--backend', 'toy', '--plugin', scratchPlugin())).toEqual([]);
    expect(coreBuild).toHaveBeenCalledOnce();
  });

  it('not without a record of it', async () => {
    vi.mocked(coreBuild).mockResolvedValueOnce({ built: true });
    const words = ['--if-newer', '--backend', 'toy', '--plugin', scratchPlugin()];
    await perform(buildCommand, contextOf(...CHROOT, ...words, '-o', output, input));
    expect(rememberFresh).not.toHaveBeenCalled();
  });
});

/** A plugin for any root, whose code is never wanted here. */
function scratchPlugin(): string {
  const backend = {
    name: 'toy',
    module: './i.js',
    families: [{ name: 'toy/toy' }],
    databases: ['/no/toy'],
  };
  const manifest = { name: 'supermin-backend-toy', version: '1.0.0' };
  return scratchDirectory({
    'package.json': JSON.stringify({ ...manifest, supermin: { contract: 1, backends: [backend] } }),
    'i.js': '',
  });
}

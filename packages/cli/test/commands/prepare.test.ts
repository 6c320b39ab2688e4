import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { prepare as corePrepare } from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { prepareCommand } from '../../src/commands/prepare.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return { ...core, prepare: vi.fn(core.prepare) };
});

const root = new SmallRoot(scratchDirectory());
root.install('tool', ['/usr/bin/tool', '/etc/tool.conf'], ['Depends: library']);
root.install('library', ['/usr/lib/library', '/etc/library.conf']);

let places: ReturnType<typeof ownPlaces>;
let output: string;

beforeEach(() => {
  places = ownPlaces();
  output = `${places.top}/d`;
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(corePrepare).mockReset();
});

const prepare = (...words: string[]) =>
  perform(prepareCommand, contextOf(...words, '--root', root.directory, '-o', output));

/** What core is asked for, without doing it. */
async function asked(...words: string[]) {
  vi.mocked(corePrepare).mockResolvedValueOnce();
  await prepare(...words);
  return vi.mocked(corePrepare).mock.calls[0]![0];
}

describe('prepare', () => {
  it('writes the names, and config files of all that they need; programs are told where', async () => {
    const performed = await prepare('prepare', '--use-installed', 'tool');
    expect(performed).toEqual({ status: 0, stdout: '', facts: { output }, warnings: [] });
    expect(readFileSync(`${output}/packages`, 'utf8')).toBe('tool\n');
    const archive = gunzipSync(readFileSync(`${output}/base.tar.gz`)).toString('latin1');
    expect(archive).toContain('etc/tool.conf\0');
    expect(archive).toContain('etc/library.conf\0');
  });

  it('warns of what is missing; it says so only with -v in the spelling of supermin 5', async () => {
    const { warnings } = await prepare('prepare', '--use-installed', 'tool', 'toool');
    expect(warnings).toEqual([expect.stringContaining('toool')]);
    const legacy = await prepare('--prepare', '--use-installed', 'tool', 'toool');
    expect(legacy).toMatchObject({ status: 0, warnings: [] });
  });

  it('a name of a package file gets the hint of its package manager', async () => {
    await expect(prepare('prepare', '--use-installed', './x_1.deb')).rejects.toMatchObject({
      ...{ code: 'PACKAGES_MISSING', hint: expect.stringMatching(/package file|install/) },
    });
  });

  it.each([
    [[], { force: false, useInstalled: false, strict: false, weak: false, resolver: 'default' }],
    [[], { replaceAll: false, warnMissing: true, packagerConfig: undefined }],
    [[], { family: 'debian/dpkg', packages: ['tool'], backendOptions: {} }],
    [['--force'], { force: true, replaceAll: false }],
    [['--use-installed'], { useInstalled: true }],
    [['--strict'], { strict: true }],
    [['--weak'], { weak: true }],
    [['--resolver=supermin5'], { resolver: 'supermin5' }],
  ])('with %j it asks for %j', async (options, expected) => {
    expect(await asked('prepare', ...options, 'tool')).toMatchObject(expected);
  });

  it('has the host, the directories and the time that its options and variables say', async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '17');
    expect(await asked('prepare', 'tool')).toMatchObject({
      ...{ output, temporaryDirectory: places.tmp, sourceDateEpoch: 17 },
      ...{ host: { root: root.directory }, signal: expect.any(AbortSignal) },
    });
  });

  it("supermin 5's clients have all of the directory replaced, and no warnings", async () => {
    const legacy = await asked('--prepare', '--use-installed', 'tool');
    expect(legacy).toMatchObject({ replaceAll: true, warnMissing: false });
  });
});

describe('what it refuses', () => {
  it('no names, no directory', async () => {
    await expect(prepare('prepare')).rejects.toThrow('no package names were given');
    const none = perform(prepareCommand, contextOf('prepare', 'tool'));
    await expect(none).rejects.toThrow(UsageError);
    const legacy = perform(prepareCommand, contextOf('--prepare', '-o', output));
    await expect(legacy).rejects.toMatchObject({ code: 'PACKAGES_MISSING' });
  });

  it('--format, which supermin 5 takes with --prepare', async () => {
    await expect(prepare('--prepare', '-f', 'ext2', 'tool')).rejects.toMatchObject({
      code: 'FORMAT_WITH_PREPARE',
      message: 'cannot use --prepare and --format options together',
    });
    expect(corePrepare).not.toHaveBeenCalled();
  });

  it('a configuration of the package manager that cannot be read', async () => {
    const file = `${places.top}/none.conf`;
    await expect(prepare('prepare', '--packager-config', file, 'tool')).rejects.toMatchObject({
      code: 'PACKAGER_CONFIG',
      message: `--packager-config: ${file} cannot be read (ENOENT)`,
      hint: expect.stringContaining('leave the option out'),
    });
    expect(corePrepare).not.toHaveBeenCalled();
  });

  it('and hands on one that can; with --use-installed nobody reads it', async () => {
    const file = `${places.top}/config/supermin/config.json`;
    expect(await asked('prepare', '--packager-config', file, 'tool')).toMatchObject({
      packagerConfig: file,
    });
    vi.mocked(corePrepare).mockClear();
    const options = ['--use-installed', '--packager-config', '/none'];
    expect(await asked('--prepare', ...options, 'tool')).toMatchObject({ packagerConfig: '/none' });
  });
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { SuperminEvent } from '../../src/events/event.ts';
import type { Backend } from '../../src/plugin/contract.ts';
import { type PrepareOptions, prepare } from '../../src/prepare/prepare.ts';
import { distribution } from '../support/distribution.ts';
import { run } from '../support/programs.ts';

const PACKAGES = {
  bash: { needs: ['libc', 'files'], files: ['/bin/bash', '/etc/bash.bashrc'] },
  libc: { files: ['/lib/libc.so', '/etc/ld.so.conf', '/etc/ld.so.conf.d/libc.conf'] },
  files: { files: ['/usr/share/x'] },
  other: { files: ['/etc/other'] },
};

async function make(packages: string[], more: Partial<PrepareOptions> = {}) {
  const { host, backend } = distribution(PACKAGES);
  const output = `${scratchDirectory()}/d`;
  const events: SuperminEvent[] = [];
  await prepare({
    backend,
    host,
    family: 'test/test',
    packages,
    output,
    temporaryDirectory: scratchDirectory(),
    report: (event) => events.push(event),
    ...more,
  });
  return { output, events };
}

function list(output: string): string[] {
  const args = ['--full-time', '--numeric-owner', '-tvzf', `${output}/base.tar.gz`];
  return run('tar', args)
    .toString()
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/ +/g, ' '));
}

describe('prepare', () => {
  it('writes the names and the pristine config files of all that they need, as tar sees it', async () => {
    const { output } = await make(['files', 'bash', 'files']);
    expect(readdirSync(output).sort()).toEqual(['base.tar.gz', 'packages']);
    expect(readFileSync(`${output}/packages`, 'utf8')).toBe('bash:all\nfiles:all\n');
    const rest = '2001-09-09 01:46:40';
    expect(list(output)).toEqual([
      `-rw-r--r-- 0/0 16 ${rest} ./etc/bash.bashrc`,
      `-rw-r--r-- 0/0 15 ${rest} ./etc/ld.so.conf`,
      `-rw-r--r-- 0/0 27 ${rest} ./etc/ld.so.conf.d/libc.conf`,
    ]);
    const text = run('tar', ['-xOzf', `${output}/base.tar.gz`, './etc/ld.so.conf']).toString();
    expect(text).toBe('/etc/ld.so.conf');
  });

  it('writes both files, also where nothing is configured: libguestfs looks for them', async () => {
    const { output } = await make(['files']);
    expect(list(output)).toEqual([]);
    expect(gunzipSync(readFileSync(`${output}/base.tar.gz`)).every((byte) => byte === 0)).toBe(
      true,
    );
  });

  it('gives the same bytes for the same input', async () => {
    const archives = await Promise.all([make(['bash']), make(['bash'])]);
    const [one, two] = archives.map(({ output }) => readFileSync(`${output}/base.tar.gz`));
    expect(one!.equals(two!)).toBe(true);
  });

  it('SOURCE_DATE_EPOCH is the time of everything', async () => {
    const { output } = await make(['bash'], { sourceDateEpoch: 1_234_567_890 });
    expect(list(output).every((line) => line.includes(' 2009-02-13 23:31:30 '))).toBe(true);
  });

  it('config files that are links, or have odd names, times and modes', async () => {
    const { host, backend } = distribution(PACKAGES);
    const odd: Backend = {
      ...backend,
      open: async (options) => ({
        ...(await backend.open(options)),
        pristine: async () => [
          {
            path: '/etc/caf\xc3\xa9',
            mode: 0o104755,
            mtime: 5_000_000_000.75,
            bytes: Buffer.from('x'),
          },
          { path: '/etc/link', mode: 0o777, mtime: 0, linkTarget: 'caf\xc3\xa9' },
        ],
      }),
    };
    const output = `${scratchDirectory()}/d`;
    await prepare({
      backend: odd,
      host,
      family: 'x',
      packages: ['bash'],
      output,
      temporaryDirectory: scratchDirectory(),
    });
    expect(list(output)).toEqual([
      '-rwsr-xr-x 0/0 1 2128-06-11 08:53:20 ./etc/caf\\303\\251',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00:00 ./etc/link -> caf\\303\\251',
    ]);
  });

  describe('what stands in the output directory', () => {
    const EARLIER = { packages: 'old', 'base.tar.gz': 'old' };
    const MORE = { ...EARLIER, 'init.tar.gz': 'mine', 'more/x': '' };
    const standing = (files: Record<string, string>) =>
      writeFiles(`${scratchDirectory()}/d`, files);
    const names = (output: string) => readdirSync(output).sort();
    const refused = { code: 'OUTPUT_OCCUPIED' };

    it('an earlier output is replaced', async () => {
      const output = standing(EARLIER);
      await make(['files'], { output });
      expect(names(output)).toEqual(['base.tar.gz', 'packages']);
      expect(readFileSync(`${output}/packages`, 'utf8')).toBe('files:all\n');
    });

    it('an init.tar.gz that somebody put beside it stays', async () => {
      const output = standing(MORE);
      await make(['files'], { output });
      expect(names(output)).toEqual(['base.tar.gz', 'init.tar.gz', 'more', 'packages']);
      expect(readFileSync(`${output}/init.tar.gz`, 'utf8')).toBe('mine');
      expect(readFileSync(`${output}/packages`, 'utf8')).toBe('files:all\n');
      expect(list(output)).toEqual([]);
    });

    it.each([
      ['anything else', { thesis: 'mine' }],
      ['a packages file of the user', { packages: 'mine' }],
      ['a directory of that name', { 'packages/core/x': '', 'base.tar.gz': '' }],
    ])('%s is refused, and stays', async (_, files) => {
      const output = standing(files);
      await expect(make(['files'], { output })).rejects.toMatchObject({
        ...refused,
        message: expect.stringContaining(Object.keys(files)[0]!.split('/')[0]!),
        hint: expect.stringContaining('--force'),
      });
      for (const name of Object.keys(files)) expect(existsSync(`${output}/${name}`)).toBe(true);
    });

    it('force takes the directory, and other files in it stay', async () => {
      const output = standing({ thesis: 'mine', packages: 'old' });
      await make(['files'], { output, force: true });
      expect(names(output)).toEqual(['base.tar.gz', 'packages', 'thesis']);
    });

    it("supermin 5's rule: everything goes", async () => {
      const output = standing({ thesis: 'mine', 'more/x': '' });
      await make(['files'], { output, replaceAll: true });
      expect(names(output)).toEqual(['base.tar.gz', 'packages']);
    });

    it("also by supermin 5's rule, a package manager's configuration in it does not", async () => {
      const output = standing({ 'apt.conf': 'mine' });
      const options = { output, packagerConfig: `${output}/apt.conf`, replaceAll: true };
      await expect(make(['files'], options)).rejects.toMatchObject({ code: 'OUTPUT_HOLDS_INPUT' });
      expect(names(output)).toEqual(['apt.conf']);
    });
  });

  it('none of the packages installed, or none given: an error that names them, and nothing is written', async () => {
    const output = `${scratchDirectory()}/d`;
    await expect(make(['x', 'y'], { output })).rejects.toMatchObject({
      code: 'PACKAGES_MISSING',
      message: 'none of the packages listed is installed: x y',
    });
    await expect(make([], { output })).rejects.toMatchObject({ code: 'PACKAGES_MISSING' });
    expect(existsSync(output)).toBe(false);
  });

  it('some not installed: said with -v; an error with strict', async () => {
    const { output, events } = await make(['files', 'x']);
    expect(readFileSync(`${output}/packages`, 'utf8')).toBe('files:all\n');
    expect(events).toContainEqual({
      kind: 'message',
      level: 1,
      text: 'package x is not installed, and left out',
    });
    await expect(make(['files', 'x'], { strict: true })).rejects.toMatchObject({
      message: 'not installed: x',
    });
  });

  it('what fails in the middle leaves the old output, and no litter', async () => {
    const { host, backend } = distribution(PACKAGES);
    const parent = scratchDirectory({ 'd/packages': 'old', 'd/base.tar.gz': '' });
    const tmp = scratchDirectory();
    const broken: Backend = {
      ...backend,
      open: async (options) => ({
        ...(await backend.open(options)),
        pristine: async (_, { temporaryDirectory }) => {
          writeFileSync(`${temporaryDirectory}/download`, '');
          throw new Error('no network');
        },
      }),
    };
    await expect(
      prepare({
        backend: broken,
        host,
        family: 'x',
        packages: ['bash'],
        output: `${parent}/d`,
        temporaryDirectory: tmp,
      }),
    ).rejects.toThrow('no network');
    expect([readdirSync(parent), readdirSync(`${parent}/d`), readdirSync(tmp)]).toEqual([
      ['d'],
      ['base.tar.gz', 'packages'],
      [],
    ]);
  });

  it("an abort is the abort's reason, at any time", async () => {
    const reason = new Error('enough');
    const output = `${scratchDirectory()}/d`;
    await expect(make(['bash'], { output, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const controller = new AbortController();
    const report = (event: SuperminEvent) => {
      if (event.kind === 'stage' && event.name === 'collect config files') controller.abort(reason);
    };
    await expect(make(['bash'], { output, signal: controller.signal, report })).rejects.toBe(
      reason,
    );
    expect(existsSync(output)).toBe(false);
  });
});

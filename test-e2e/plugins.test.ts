import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Finished, type Options, run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedPackages } from './support/packed.ts';
import { type Registry, startRegistry } from './support/registry.ts';

interface PluginSource {
  /** What goes into package.json besides name and version. */
  supermin?: object;
  /** Text of package.json, in place of what is made of the above. */
  packageJson?: string;
  code?: string;
}

function writerNamed(name: string, more: object = {}): object {
  return { contract: 1, writers: [{ name, module: './index.js', ...more }] };
}

describe('what lies around', () => {
  const top = scratchDirectory();
  const project = join(top, 'project');
  const planted = join(top, 'it-ran');
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(await packedPackages());
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
    await succeed('npm', ['install', '@supermin/cli'], {
      cwd: project,
      env: { npm_config_registry: registry.url, npm_config_cache: join(top, 'npm-cache') },
    });
    await supermin(['prepare', '--use-installed', 'dash', '-o', join(top, 'appliance.d')]);
  });
  afterAll(() => registry.close());

  const command = join(project, 'node_modules/.bin/supermin');
  const supermin = (args: readonly string[], options: Options = {}) =>
    succeed(command, args, options);

  /** Code that would be seen to run; a working writer of everything that is asked for. */
  const THIEF = () => `
    import { writeFileSync } from 'node:fs';
    writeFileSync(${JSON.stringify(planted)}, '');
    const name = 'ext2';
    export const writer = { name, outputs: () => [], inputs: async () => ({ paths: [], facts: [] }), write: async () => {} };
    export const backend = { name };
  `;

  /** Puts a plugin into a directory as a package manager would. */
  function plant(folder: string, name: string, source: PluginSource): string {
    const directory = join(folder, name);
    mkdirSync(directory, { recursive: true });
    const { supermin = writerNamed('thief'), code = THIEF() } = source;
    const manifest = { name, version: '1.0.0', type: 'module', supermin };
    writeFileSync(join(directory, 'package.json'), source.packageJson ?? JSON.stringify(manifest));
    writeFileSync(join(directory, 'index.js'), code);
    return directory;
  }

  /** All that might import something; from where a plugin lies. */
  async function everything(cwd: string): Promise<Finished> {
    const chroot = ['-f', 'chroot', join(top, 'appliance.d'), '-o', join(top, 'out')];
    for (const args of [['--version'], ['build', '--help'], ['drivers'], ['build', ...chroot]]) {
      await supermin(args, { cwd });
    }
    const thief = ['build', '-f', 'thief', join(top, 'appliance.d'), '-o', join(top, 'out')];
    expect((await run(command, thief, { cwd })).status).toBe(1);
    return supermin(['plugins', '--json'], { cwd });
  }

  describe('is never imported', () => {
    it.each([
      ['in the current directory', 'here', 'node_modules'],
      ['in a parent of the current directory', 'parent/below/deep', '../../node_modules'],
      ['in the current directory itself', 'plain', '.'],
    ])('a plugin %s', async (_, cwd, folder) => {
      const here = join(top, cwd);
      mkdirSync(here, { recursive: true });
      plant(join(here, folder), 'supermin-writer-thief', {});
      const { stdout } = await everything(here);
      expect(stdout).not.toContain('thief');
      expect(existsSync(planted)).toBe(false);
    });

    it('a plugin in the node_modules of a parent of the command, as /tmp/node_modules is', async () => {
      const folder = join(top, 'node_modules');
      plant(folder, 'supermin-writer-thief', {});
      chmodSync(folder, 0o777);
      const { stdout } = await everything(project);
      rmSync(folder, { recursive: true });
      expect(stdout).not.toContain('thief');
      expect(existsSync(planted)).toBe(false);
    });

    it('nor is it by a link to the command that lies beside it', async () => {
      const folder = join(top, 'linked');
      plant(join(folder, 'node_modules'), 'supermin-writer-thief', {});
      symlinkSync(command, join(folder, 'supermin'));
      const { stdout } = await succeed(join(folder, 'supermin'), ['plugins', '--json']);
      expect(stdout).not.toContain('thief');
    });

    it.runIf(IS_ROOT).each([
      ['that others may write to', (directory: string) => chmodSync(directory, 0o777)],
      ['that belongs to another user', (directory: string) => chownSync(directory, NOBODY, NOBODY)],
      [
        'whose code others may write to',
        (directory: string) => chmodSync(join(directory, 'index.js'), 0o666),
      ],
    ])('by root: a plugin that was named, %s', async (_, spoil) => {
      const directory = plant(join(top, 'unsafe'), 'supermin-writer-thief', {});
      spoil(directory);
      const build = ['build', '-f', 'thief', join(top, 'appliance.d'), '-o', join(top, 'out')];
      const { status, stderr } = await run(command, [...build, '--plugin', directory]);
      rmSync(directory, { recursive: true });
      expect(status).toBe(1);
      expect(stderr).toMatch(/writable for others, and you are root|belongs to another user/);
      expect(existsSync(planted)).toBe(false);
    });

    it('but one that was named is', async () => {
      const directory = plant(join(top, 'safe'), 'supermin-writer-thief', {});
      const out = ['-o', join(top, 'out')];
      await supermin([
        'build',
        '-f',
        'thief',
        join(top, 'appliance.d'),
        ...out,
        '--plugin',
        directory,
      ]);
      expect(existsSync(planted)).toBe(true);
      rmSync(planted);
    });
  });

  describe('if it is broken, spoils nothing', () => {
    const BROKEN: Record<string, PluginSource & { says: string; code?: string; error: string }> = {
      'another contract': {
        supermin: { ...writerNamed('thief'), contract: 99 },
        error: 'PLUGIN_CONTRACT',
        says: 'it is written for version 99 of the plugin contract, this is version 1',
      },
      'a manifest that is no JSON': {
        packageJson: '{ "name": ',
        error: 'PLUGIN_MANIFEST',
        says: 'its package.json cannot be read: ',
      },
      'a manifest without a manifest': {
        packageJson: '{ "name": "supermin-writer-thief", "version": "1.0.0" }',
        error: 'PLUGIN_MANIFEST',
        says: 'its manifest is wrong: supermin is not an object',
      },
      'a manifest of wrong types': {
        supermin: writerNamed('thief', { options: [{ name: 'x', type: 'date' }] }),
        error: 'PLUGIN_MANIFEST',
        says: 'its manifest is wrong: options.type is not string, boolean, integer, path',
      },
      'code outside of the package': {
        supermin: writerNamed('thief', { module: '../../package.json' }),
        error: 'PLUGIN_ENTRY',
        says: 'its module ../../package.json lies outside of the package',
      },
      'no code': {
        supermin: writerNamed('thief', { module: './dist/index.js' }),
        error: 'PLUGIN_ENTRY',
        says: 'its module ./dist/index.js does not exist',
      },
      'code that cannot be parsed': {
        code: 'export const writer = {',
        error: 'PLUGIN_SYNTAX',
        says: 'its module ./index.js cannot be parsed: SyntaxError: Unexpected end of input',
      },
    };
    const folder = join(project, 'node_modules');
    const build = async () => {
      const out = join(top, 'built');
      await supermin(['build', '-f', 'chroot', join(top, 'appliance.d'), '-o', out]);
      return succeed('find', [out, '-printf', '%P %m %s\n']);
    };
    let before: Finished;
    beforeAll(async () => {
      before = await build();
    });

    it.each(Object.entries(BROKEN))('%s', async (_, { says, error, ...source }) => {
      const directory = plant(folder, 'supermin-writer-thief', source);
      try {
        expect((await build()).stdout).toBe(before.stdout);
        const { stdout } = await supermin(['plugins', '--json']);
        const { plugins, rejected } = JSON.parse(stdout);
        expect(plugins.length).toBeGreaterThan(5);
        expect(rejected).toEqual([
          expect.objectContaining({
            ...{ name: 'supermin-writer-thief', code: error, directory },
            reason: expect.stringContaining(says),
          }),
        ]);
        const { stdout: text } = await supermin(['plugins']);
        expect(text).toContain(`supermin-writer-thief: not used: ${says}`);
        const thief = ['build', '-f', 'thief', join(top, 'appliance.d'), '-o', join(top, 'out')];
        const { status, stderr } = await run(command, thief);
        expect(status).toBe(1);
        expect(stderr).toMatch(/^supermin: /);
        expect(stderr).toContain(
          error === 'PLUGIN_SYNTAX' ? 'cannot be loaded' : says.slice(0, 30),
        );
      } finally {
        rmSync(directory, { recursive: true });
      }
    });

    it('code that throws when it is loaded, or exports nothing of use', async () => {
      const thief = ['build', '-f', 'thief', join(top, 'appliance.d'), '-o', join(top, 'out')];
      for (const [code, says] of [
        ["throw new Error('not today')", 'cannot be loaded: not today'],
        ['export default {}', "exports no 'writer'"],
      ] as const) {
        const directory = plant(folder, 'supermin-writer-thief', { code });
        expect((await build()).stdout).toBe(before.stdout);
        const { status, stderr } = await run(command, thief);
        expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(says) });
        rmSync(directory, { recursive: true });
      }
    });

    it('a name, an alias and a database of ours stay ours, and are had from it by its package', async () => {
      const supermin6 = {
        contract: 1,
        writers: [{ name: 'chroot', aliases: ['fs'], module: './index.js' }],
        backends: [
          {
            ...{ name: 'dpkg', module: './index.js', databases: ['/var/lib/dpkg/status'] },
            families: [{ name: 'debian/dpkg', ids: ['debian'] }],
          },
        ],
      };
      const directory = plant(folder, 'supermin-writer-thief', { supermin: supermin6 });
      const argv = ['build', join(top, 'appliance.d'), '-o', join(top, 'out')];
      for (const format of ['chroot', 'fs', '@supermin/writer-chroot']) {
        await supermin([...argv, '-f', format]);
        expect(existsSync(join(top, 'out/usr/bin/dash'))).toBe(true);
      }
      expect(existsSync(planted)).toBe(false);
      const { stdout } = await supermin(['plugins']);
      for (const claim of ['writer chroot', 'backend dpkg', 'database /var/lib/dpkg/status']) {
        expect(stdout).toContain(`the ${claim} is claimed by @supermin/`);
      }
      await supermin([...argv, '-f', 'supermin-writer-thief']);
      expect(existsSync(planted)).toBe(true);
      rmSync(planted);
      rmSync(directory, { recursive: true });
    });

    it.each([
      ['never settles', 'new Promise(() => {})', 'its promise never settles'],
      [
        'ends the process',
        'process.exit(0)',
        'the process ended before the command was done (process.exit(), status 0)',
      ],
      ['ends the process with 3', 'process.exit(3)', '(process.exit(), status 3)'],
      [
        'loses an error',
        'new Promise((go) => { Promise.reject(new Error("lost")); setTimeout(go, 60_000); })',
        'a promise was rejected that nothing awaits: Error: lost',
      ],
      ['lies about what it has written', 'undefined', 'root.img'],
    ])('code that %s: an error, and the output of before', async (_, result, says) => {
      const code = `
        export const writer = { name: 'thief', outputs: () => ['root.img'],
          inputs: async () => ({ paths: [], facts: [] }),
          write(tree, directory) { return ${result}; } };`;
      const directory = plant(folder, 'supermin-writer-thief', { code });
      const place = join(top, 'hostile');
      const out = join(place, 'out');
      rmSync(place, { recursive: true, force: true });
      mkdirSync(out, { recursive: true });
      writeFileSync(join(out, 'root.img'), 'before');
      const argv = ['build', '-f', 'thief', join(top, 'appliance.d'), '-o', out];
      const { status, stderr } = await run(command, argv);
      rmSync(directory, { recursive: true });
      expect({ status, stderr }).toEqual({
        status: result === 'process.exit(3)' ? 3 : 1,
        stderr: expect.stringContaining(says),
      });
      expect(readFileSync(join(out, 'root.img'), 'utf8')).toBe('before');
      // What a process that ended in between has left is cleared by the next build of this output.
      await supermin(['build', '-f', 'chroot', '--force', join(top, 'appliance.d'), '-o', out]);
      expect(readdirSync(place)).toEqual(['out']);
    });

    it('the package of the same name somewhere else: the first one counts', async () => {
      const original = join(folder, '@supermin/writer-chroot');
      const copy = join(top, 'copy/@supermin/writer-chroot');
      mkdirSync(dirname(copy), { recursive: true });
      cpSync(original, copy, { recursive: true });
      const { stdout } = await supermin(['plugins', '--json', '--plugin', copy]);
      const { rejected } = JSON.parse(stdout);
      expect(rejected).toMatchObject([{ code: 'PLUGIN_SHADOWED', directory: original }]);
    });
  });

  describe("a writer's own options", () => {
    const options = [
      { name: 'level', type: 'integer', default: 3, help: 'how hard to try' },
      { name: 'label', type: 'string', help: 'what to call it' },
      { name: 'safe', type: 'boolean', default: true, help: 'look twice' },
    ];
    const code = `
      import { writeFileSync } from 'node:fs';
      export const writer = {
        name: 'shows', outputs: () => ['options'],
        inputs: async () => ({ paths: [], facts: [] }),
        write: async (tree, directory, { options }) =>
          writeFileSync(directory + '/options', JSON.stringify(options)),
      };
      writeFileSync(${JSON.stringify(planted)}, '');
    `;
    const out = join(top, 'options');
    const folder = join(project, 'node_modules');
    const argv = (...more: string[]) => [
      '-f',
      'shows',
      ...more,
      join(top, 'appliance.d'),
      '-o',
      out,
    ];

    beforeAll(() => {
      plant(folder, 'supermin-writer-shows', { supermin: writerNamed('shows', { options }), code });
    });
    afterAll(() => rmSync(join(folder, 'supermin-writer-shows'), { recursive: true }));

    it('are in the help', async () => {
      const { stdout } = await supermin(['build', '--help']);
      expect(stdout).toContain('\nOptions of -f shows:\n');
      expect(stdout).toMatch(/^ {6}--level N +how hard to try \(default 3\)$/m);
      expect(stdout).toMatch(/^ {6}--label VALUE +what to call it$/m);
      expect(stdout).toMatch(/^ {6}--no-safe +not: look twice$/m);
      expect(stdout).toMatch(/^Options of -f cpio:\n +--compress none/m);
    });

    it('reach the writer, in both spellings of the command line', async () => {
      const shown = async (...words: string[]) => {
        await supermin(words);
        return JSON.parse((await succeed('cat', [join(out, 'options')])).stdout);
      };
      expect(await shown('build', ...argv())).toEqual({ level: 3, safe: true });
      expect(
        await shown('build', ...argv('--level', '9', '--label=two words', '--no-safe')),
      ).toEqual({ level: 9, label: 'two words', safe: false });
      expect(await shown('--build', ...argv('--level=1'))).toEqual({ level: 1, safe: true });
      expect(readdirSync(out)).toEqual(['options']);
    });

    it('are checked before it is imported', async () => {
      rmSync(planted, { force: true });
      for (const [word, status, says] of [
        ['--level=high', 2, "option '--level' needs a whole number, not 'high'"],
        ['--level', 2, "option '--level' needs an argument"],
        ['--no-safe=yes', 2, "option '--no-safe' takes no argument"],
        ['--speed', 2, "unknown option '--speed'"],
        [
          '--compress=xz',
          2,
          "option '--compress' belongs to -f cpio, -f ext2 and -f oci, not to -f shows",
        ],
      ] as const) {
        const finished = await run(command, [
          'build',
          join(top, 'appliance.d'),
          '-o',
          out,
          '-f',
          'shows',
          word,
        ]);
        expect(finished.status, word).toBe(status);
        expect(finished.stderr).toContain(`supermin: ${says}\n`);
      }
      expect(existsSync(planted)).toBe(false);
    });
  });
});

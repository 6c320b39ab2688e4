import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import type { SuperminEvent } from '../../src/events/event.ts';
import { OutputDirectory } from '../../src/output/output-directory.ts';
import { toSystemPath } from '../../src/path/byte-path.ts';
import { ask, compiled, script } from '../support/child.ts';
import { deadTag } from '../support/dead-tag.ts';
import { canMount, canOverlay, mounted } from '../support/mount.ts';
import { available, isRoot } from '../support/programs.ts';

const CWD = process.cwd();
const silent = () => {};

afterEach(() => process.chdir(CWD));

/** Everything below a directory, hidden things too. */
function list(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
}

/** Puts a new file `f` there. */
function replace(output: string): OutputDirectory {
  const directory = OutputDirectory.create(output);
  writeFileSync(toSystemPath(`${directory.path}/f`), 'new');
  directory.commit(silent);
  directory.discard();
  return directory;
}

describe('a new output', () => {
  it.each(['out', 'out/', 'sub/../out', 'a b[c]\n'])('%j', (output) => {
    const root = scratchDirectory();
    mkdirSync(`${root}/sub`);
    const events: SuperminEvent[] = [];
    const directory = OutputDirectory.create(`${root}/${output}`);
    const name = output.startsWith('a') ? output : 'out';
    expect(existsSync(`${root}/${name}`)).toBe(false);
    writeFileSync(`${directory.path}/f`, 'new');
    directory.commit((event) => events.push(event));
    expect(list(root)).toEqual([name, `${name}/f`, 'sub'].sort());
    expect(statSync(`${root}/${name}`).mode & 0o777).toBe(0o755);
    expect(events).toMatchObject([
      { kind: 'message', level: 1, text: expect.stringMatching(/^renaming .* to /) },
    ]);
  });

  it.each([
    ['022', 0o022, 0o755],
    ['077', 0o077, 0o700],
    ['002', 0o002, 0o775],
  ])('its mode follows the umask: %s', (_, mask, mode) => {
    const root = scratchDirectory();
    const before = process.umask(mask);
    try {
      replace(`${root}/out`);
    } finally {
      process.umask(before);
    }
    expect(statSync(`${root}/out`).mode & 0o777).toBe(mode);
  });

  it('a name that leaves no room for more: it is replaced, and what a killed process left beside it is cleared', () => {
    const root = scratchDirectory();
    const name = 'n'.repeat(255);
    mkdirSync(`${root}/${name.slice(0, 180)}.${deadTag()}`);
    replace(`${root}/${name}`);
    replace(`${root}/${name}`);
    expect(list(root)).toEqual([name, `${name}/f`]);
  });

  it('a name that is not UTF-8', () => {
    const root = scratchDirectory();
    replace(`${root}/caf\xe9`);
    expect(readdirSync(root, { encoding: 'latin1' })).toEqual(['caf\xe9']);
  });
});

describe('an old output', () => {
  it('stays as it was until the new one is complete, then it is gone', () => {
    const root = scratchDirectory({ 'out/old/x': '' });
    const directory = OutputDirectory.create(`${root}/out`);
    writeFileSync(`${directory.path}/f`, 'new');
    expect(list(`${root}/out`)).toEqual(['old', 'old/x']);
    directory.commit(silent);
    expect(list(root)).toEqual(['out', 'out/f']);
  });

  it('discard leaves it, and no trace; after commit it does nothing', () => {
    const root = scratchDirectory({ 'out/old': '' });
    const directory = OutputDirectory.create(`${root}/out`);
    mkdirSync(`${directory.path}/d`);
    writeFileSync(`${directory.path}/d/f`, '');
    chmodSync(`${directory.path}/d`, 0o555);
    directory.discard();
    directory.discard();
    expect(list(root)).toEqual(['out', 'out/old']);
    replace(`${root}/out`).discard();
    expect(list(root)).toEqual(['out', 'out/f']);
  });

  it('behind a link: the link stays', () => {
    const root = scratchDirectory({ 'real/old': '' });
    symlinkSync('real', `${root}/out`);
    replace(`${root}/out`);
    expect(list(`${root}/real`)).toEqual(['f']);
    expect(readlinkSync(`${root}/out`)).toBe('real');
    expect(readdirSync(root).sort()).toEqual(['out', 'real']);
  });

  it('two at once: the last one wins, and nothing else is left', () => {
    const root = scratchDirectory({ 'out/old': '' });
    const [one, two] = [
      OutputDirectory.create(`${root}/out`),
      OutputDirectory.create(`${root}/out`),
    ];
    writeFileSync(`${one.path}/one`, '');
    writeFileSync(`${two.path}/two`, '');
    one.commit(silent);
    two.commit(silent);
    expect(list(root)).toEqual(['out', 'out/two']);
  });

  it('many processes at once: one complete output, nothing else is left', async () => {
    const root = scratchDirectory();
    const code = `
      import { writeFileSync } from 'node:fs';
      import { OutputDirectory } from '@core/output/output-directory.js';
      for (let i = 0; i < 100; i++) {
        const directory = OutputDirectory.create(process.argv[1] + '/out');
        for (const name of ['a', 'b']) writeFileSync(directory.path + '/' + name, process.argv[2] + '-' + i);
        directory.commit(() => {});
      }
      console.log('[]');`;
    await Promise.all(['1', '2', '3'].map((who) => ask(compiled(), code, { args: [root, who] })));
    expect(list(root)).toEqual(['out', 'out/a', 'out/b']);
    expect(readFileSync(`${root}/out/a`, 'utf8')).toBe(readFileSync(`${root}/out/b`, 'utf8'));
  });
});

describe('edge case 5: -o .', () => {
  it.each(['.', './', 'out', '..'])('%s while we stand in it, or below', (output) => {
    const root = scratchDirectory({ 'top/out/old': '', 'top/out/below/x': '' });
    const where = output === '..' ? 'top/out/below' : output === 'out' ? 'top' : 'top/out';
    process.chdir(`${root}/${where}`);
    const before = statSync(`${root}/top/out`).ino;
    const directory = OutputDirectory.create(output);
    writeFileSync(`${directory.path}/f`, 'new');
    expect(list(`${root}/top/out`)).toEqual(expect.arrayContaining(['old', 'below/x']));
    directory.commit(silent);
    expect(list(`${root}/top`)).toEqual(['out', 'out/f']);
    expect(statSync(`${root}/top/out`).ino === before).toBe(output !== 'out');
  });

  it('discard leaves what was there', () => {
    const root = scratchDirectory({ 'out/old': '' });
    process.chdir(`${root}/out`);
    const directory = OutputDirectory.create('.');
    writeFileSync(`${directory.path}/f`, '');
    directory.discard();
    expect(list(root)).toEqual(['out', 'out/old']);
  });

  it('a current directory that was removed does not matter', () => {
    const root = scratchDirectory();
    mkdirSync(`${root}/gone`);
    process.chdir(`${root}/gone`);
    rmdirSync(`${root}/gone`);
    replace(`${root}/out`);
    expect(list(root)).toEqual(['out', 'out/f']);
  });
});

describe('what a killed process left', () => {
  it.each(['beside', 'inside'])(
    '%s: is cleared, while a living one keeps what it has',
    async (where) => {
      const root = scratchDirectory({ 'out/old': '' });
      const code = `
      import { mkdirSync, writeFileSync } from 'node:fs';
      import { OutputDirectory } from '@core/output/output-directory.js';
      const directory = OutputDirectory.create(process.argv[1]);
      mkdirSync(directory.path + '/d');
      writeFileSync(directory.path + '/d/f', '');
      console.log('ready'); setInterval(() => {}, 1000);`;
      const options = { args: [`${root}/out`], cwd: where === 'inside' ? `${root}/out` : '/' };
      const { child, ended, says } = script(compiled(), code, options);
      await says('ready');
      const left = where === 'inside' ? `${root}/out` : root;
      const litter = () => readdirSync(left).filter((name) => name.includes('supermin-')).length;
      OutputDirectory.create(`${root}/out`).discard();
      expect(litter()).toBe(1);
      child.kill('SIGKILL');
      await ended;
      expect(existsSync(`${root}/out/old`)).toBe(true);
      OutputDirectory.create(`${root}/out`).discard();
      expect(litter()).toBe(0);
      expect(existsSync(`${root}/out/old`)).toBe(true);
    },
  );
});

describe('where one may not write', () => {
  const tryIt = `
    import { readdirSync, writeFileSync } from 'node:fs';
    import { OutputDirectory } from '@core/output/output-directory.js';
    try {
      const directory = OutputDirectory.create(process.argv[1]);
      writeFileSync(directory.path + '/f', '');
      directory.commit(() => {});
      console.log(JSON.stringify(readdirSync(process.argv[1])));
    } catch (error) { console.log(JSON.stringify([error.code, error.message])); }`;

  it('a parent that is closed: the work is done inside, as coreos-assembler has it', async () => {
    const root = scratchDirectory({ 'out/old': '' });
    chmodSync(`${root}/out`, 0o777);
    chmodSync(`${root}/out/old`, 0o666);
    chmodSync(root, 0o555);
    const found = await ask(compiled(), tryIt, { nobody: true, args: [`${root}/out`] });
    expect(found).toEqual(['f']);
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('neither here nor there: an error that names it', async () => {
    const root = scratchDirectory({ 'out/old': '' });
    chmodSync(`${root}/out`, 0o555);
    chmodSync(root, 0o555);
    for (const output of [`${root}/out`, `${root}/new`]) {
      expect(await ask(compiled(), tryIt, { nobody: true, args: [output] })).toEqual([
        'OUTPUT_DENIED',
        `${output}: not allowed to write here`,
      ]);
    }
    expect(existsSync(`${root}/out/old`)).toBe(true);
  });

  it('no place for a directory beside it: an error that names it, and why', () => {
    // proc(5) has no directories of others.
    const output = '/proc/out';
    expect(() => OutputDirectory.create(output)).toThrow(
      expect.objectContaining({
        code: 'OUTPUT_DENIED',
        message: `${output}: no directory can be made beside it (ENOENT)`,
      }),
    );
  });

  it('an ordinary user replaces an output with directories of 0555', async () => {
    const root = scratchDirectory();
    chmodSync(root, isRoot ? 0o777 : 0o700);
    const code = tryIt.replace(
      'try {',
      `import { chmodSync, mkdirSync } from 'node:fs';
       mkdirSync(process.argv[1] + '/d/e', { recursive: true });
       writeFileSync(process.argv[1] + '/d/e/x', '');
       chmodSync(process.argv[1] + '/d/e', 0o555); chmodSync(process.argv[1] + '/d', 0o555);
       try {`,
    );
    expect(await ask(compiled(), code, { nobody: true, args: [`${root}/out`] })).toEqual(['f']);
    expect(readdirSync(root)).toEqual(['out']);
  });
});

describe.runIf(available('mounts: only root may', canMount))('mounts', () => {
  it.each([
    ['a small tmpfs', (_: string) => ['-t', 'tmpfs', 'tmpfs']],
    ['a directory bound to it', (root: string) => ['--bind', `${root}/source`]],
  ])('the output is a mount point: %s', (_, args) => {
    const root = scratchDirectory({ 'source/old': '', 'out/.keep': '' });
    mounted([...args(root), `${root}/out`], () => {
      writeFileSync(`${root}/out/old`, '');
      replace(`${root}/out`);
      expect(list(`${root}/out`)).toEqual(['f']);
    });
    expect(readdirSync(root).sort()).toEqual(['out', 'source']);
  });

  it('something is mounted in the old output: refused at once, and at the end', () => {
    const root = scratchDirectory({ 'out/a': '', 'out/mnt/.keep': '', 'home/precious': '' });
    const early = OutputDirectory.create(`${root}/out`);
    mounted(['--bind', `${root}/home`, `${root}/out/mnt`], () => {
      expect(() => OutputDirectory.create(`${root}/out`)).toThrow(
        `${root}/out/mnt is a mounted filesystem`,
      );
      expect(() => early.commit(silent)).toThrow(expect.objectContaining({ code: 'OUTPUT_MOUNT' }));
      early.discard();
    });
    expect(list(root)).toEqual([
      'home',
      'home/precious',
      'out',
      'out/a',
      'out/mnt',
      'out/mnt/.keep',
    ]);
  });

  it.runIf(available('overlayfs', canOverlay))(
    'edge case 5: a directory of a lower layer, which cannot be renamed',
    () => {
      const root = scratchDirectory({ 'lower/out/old': '', 'lower/out/d/x': '' });
      for (const name of ['upper', 'work', 'merged']) mkdirSync(`${root}/${name}`);
      const layers = `lowerdir=${root}/lower,upperdir=${root}/upper,workdir=${root}/work,redirect_dir=off`;
      mounted(['-t', 'overlay', 'overlay', '-o', layers, `${root}/merged`], () => {
        replace(`${root}/merged/out`);
        expect(list(`${root}/merged`)).toEqual(['out', 'out/f']);
        replace(`${root}/merged/out`);
        expect(list(`${root}/merged`)).toEqual(['out', 'out/f']);
      });
    },
  );
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf, type Opened } from '@supermin/test-support/backends';
import {
  CLOSURES,
  CORNER_SET,
  encodeDesc,
  encodeFiles,
  FILES,
  installPackages,
  makePackageFile,
  writeOsRelease,
} from '@supermin/test-support/pacman';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { SectionFile } from '../../src/format/section-file.ts';
import { HAS_PACMAN } from '../fixtures/has-pacman.ts';
import { openRoot, signal } from '../fixtures/open.ts';

/** pacman installs for root only. */
const canInstall = HAS_PACMAN && process.getuid?.() === 0;

describe.runIf(canInstall)('packages that pacman has installed', () => {
  const scratch = scratchDirectory();
  const root = join(scratch, 'root');
  let opened: Opened;
  beforeAll(async () => {
    const files = join(scratch, 'packages');
    for (const path of [files, root]) mkdirSync(path);
    installPackages(
      root,
      scratch,
      CORNER_SET.map((each) => makePackageFile(files, each)),
    );
    writeOsRelease(root);
    opened = await openRoot(root);
  });

  const section = (name: string, file: string) => {
    const path = join(root, 'var/lib/pacman/local', name, file);
    return new SectionFile(path, readFileSync(path, 'latin1'));
  };

  it.each(CORNER_SET.map((each) => [each.name, each] as const))(
    'the generator of the tests writes what pacman writes: %s',
    (_, described) => {
      const entry = `${described.name}-${described.version}`;
      const desc = new SectionFile('desc', encodeDesc(described));
      const files = new SectionFile('files', encodeFiles(described));
      for (const name of ['NAME', 'VERSION', 'BASE', 'ARCH', 'DEPENDS', 'OPTDEPENDS', 'PROVIDES']) {
        expect([name, desc.lines(name)]).toEqual([name, section(entry, 'desc').lines(name)]);
      }
      for (const name of ['FILES', 'BACKUP']) {
        expect([name, files.lines(name)]).toEqual([name, section(entry, 'files').lines(name)]);
      }
    },
  );

  it.each(Object.entries(CLOSURES))('closure of %s', async (name, expected) => {
    expect(await closureOf(opened, [name])).toEqual(expected);
  });

  it.each(CORNER_SET.map(({ name }) => name))('files of %s', async (name) => {
    const { database } = opened;
    const [contents] = await database.contents(database.find(name), signal);
    const listed = contents!.files.map(({ path, config }) => path + (config ? ' c' : ''));
    expect(listed).toEqual(FILES[name] ?? []);
  });

  it('a desc that ends too early is read as pacman reads it (cases/pacman-odd-db)', () => {
    const path = join(root, 'var/lib/pacman/local/shell-5.2-1/desc');
    const whole = readFileSync(path);
    const answers = new Set<string>();
    for (let length = whole.indexOf('%DEPENDS%'); length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const asked = output('pacman', ['--dbpath', join(root, 'var/lib/pacman'), '-Qi', 'shell']);
      const theirs = ['Depends On', 'Provides'].map((name) => {
        const [, words] = new RegExp(`^${name} *: (.*)$`, 'm').exec(asked.toString('latin1'))!;
        return words === 'None' ? [] : words!.split(/ +/);
      });
      const desc = section('shell-5.2-1', 'desc');
      expect([desc.lines('DEPENDS'), desc.lines('PROVIDES')]).toEqual(theirs);
      answers.add(JSON.stringify(theirs));
    }
    writeFileSync(path, whole);
    expect(answers.size).toBeGreaterThan(20);
  });

  it('finds their mtrees in order', async () => {
    const { database, events } = opened;
    const closure = await database.closure(database.find('meta'), { resolver: 'default' });
    const temporaryDirectory = join(scratch, 'unused');
    await database.pristine(await database.contents(closure, signal), {
      useInstalled: false,
      temporaryDirectory,
    });
    expect(events.at(-1)).toMatchObject({
      text: 'pacman: 10 config files are pristine, 0 in 0 packages are not',
    });
  });
});

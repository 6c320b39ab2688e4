import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Host, localHost, type PristineFile, type SuperminEvent } from '@supermin/core';
import {
  CONFIG_FILES,
  CORNER_SET,
  configuration,
  makePackageFile,
  makeRoot,
  type PackedPackage,
  writeRepository,
} from '@supermin/test-support/pacman';
import { hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backend } from '../../src/index.ts';
import { HAS_PACMAN } from '../fixtures/has-pacman.ts';
import { makeKeys, sign } from '../fixtures/keys.ts';
import { signal } from '../fixtures/open.ts';

interface Result {
  files: PristineFile[];
  events: SuperminEvent[];
}

const temporary = scratchDirectory();
let calls = 0;

function freshDirectory(): string {
  const path = join(temporary, String(calls++));
  mkdirSync(path);
  return path;
}

/** The pristine files of `settings` and all that it needs. */
async function pristine(
  host: Host,
  options: { useInstalled?: boolean; packagerConfig?: string } = {},
): Promise<Result> {
  const events: SuperminEvent[] = [];
  const report = (event: SuperminEvent) => events.push(event);
  const database = await backend.open({ host, family: 'arch/pacman', signal, report });
  const closure = await database.closure(database.find('settings'), { resolver: 'default' });
  const files = await database.pristine(await database.contents(closure, signal), {
    useInstalled: false,
    temporaryDirectory: freshDirectory(),
    ...options,
  });
  return { files, events };
}

const paths = ({ files }: Result) => files.map(({ path }) => path);
const textOf = ({ files }: Result, path: string) => {
  const found = files.find((file) => file.path === path);
  return found?.bytes && Buffer.from(found.bytes).toString('latin1');
};
const warnings = ({ events }: Result) => events.filter(({ kind }) => kind === 'warning');

const PLAIN = '/etc/settings/plain.conf';

/** No program can be started. */
const offline = (root: string): Host => ({
  ...localHost(root),
  run: () => Promise.reject(new Error('nothing may be run')),
});

describe('pristine', () => {
  let root: string;
  beforeEach(() => {
    root = freshDirectory();
    makeRoot(root);
  });

  it('takes what is as shipped from the host, and downloads nothing', async () => {
    const result = await pristine(offline(root));
    expect(paths(result)).toEqual(CONFIG_FILES);
    expect(result.events.at(-1)).toMatchObject({
      text: 'pacman: 10 config files are pristine, 0 in 0 packages are not',
    });
  });

  it('gives the modes that packages have, whatever the host\u2019s are now', async () => {
    chmodSync(join(root, PLAIN), 0o640);
    const { files } = await pristine(offline(root));
    const modes = new Map(files.map(({ path, mode }) => [path, mode]));
    expect(modes.get('/etc/settings/private.conf')).toBe(0o600);
    expect(modes.get(PLAIN)).toBe(0o644);
  });

  it('takes the host\u2019s files as they are on request', async () => {
    writeFileSync(join(root, PLAIN), 'edited');
    rmSync(join(root, 'etc/settings/with space.conf'));
    rmSync(join(root, 'usr/share/settings/outside.conf'));
    symlinkSync('elsewhere', join(root, 'usr/share/settings/outside.conf'));
    const result = await pristine(offline(root), { useInstalled: true });
    expect(paths(result)).toEqual(CONFIG_FILES.filter((path) => !path.includes(' ')));
    expect(textOf(result, PLAIN)).toBe('edited');
    expect(result.files.at(-1)?.linkTarget).toBe('elsewhere');
  });

  it('names a damaged mtree', async () => {
    const mtree = join(root, 'var/lib/pacman/local/settings-1-1/mtree');
    writeFileSync(mtree, readFileSync(mtree).subarray(0, 50));
    await expect(pristine(offline(root))).rejects.toThrow(`${mtree}: it cannot be unpacked`);
  });

  it('without an mtree goes by the MD5 digests of pacman\u2019s list', async () => {
    const plain = freshDirectory();
    makeRoot(plain, CORNER_SET, { mtree: false });
    // Those that are not on the list have to be had from elsewhere.
    await expect(pristine(offline(plain))).rejects.toThrow('/etc/pacman.conf: cannot be read');
  });
});

describe('the root\u2019s cache', () => {
  it('is as good as a download', async () => {
    const root = freshDirectory();
    makeRoot(root, CORNER_SET, { mtree: false });
    const cache = join(root, 'var/cache/pacman/pkg');
    mkdirSync(cache, { recursive: true });
    for (const each of CORNER_SET) makePackageFile(cache, each, 'gz');
    writeFileSync(join(root, 'etc/pacman.conf'), '[options]\n');
    writeFileSync(join(root, PLAIN), 'edited');
    const result = await pristine(offline(root));
    expect(paths(result)).toEqual(CONFIG_FILES);
    expect(textOf(result, PLAIN)).toBe('etc/settings/plain.conf\n');
    expect(textOf(result, '/etc/settings/twin2.conf')).toBe('twin\n');
  });
});

/** Starts programs as another user, who may write everywhere in the temporary directories. */
const asNobody = (root: string): Host => {
  const host = localHost(root);
  const identity = ['--reuid=65534', '--regid=65534', '--clear-groups', '--'];
  return {
    ...host,
    run: (program, args, options) => host.run('setpriv', [...identity, program, ...args], options),
  };
};

describe.runIf(HAS_PACMAN)('originals', () => {
  const scratch = scratchDirectory();
  const repository = join(scratch, 'repository');
  const packed: PackedPackage[] = [];
  beforeAll(() => {
    chmodSync(scratch, 0o755);
    mkdirSync(repository);
    for (const described of CORNER_SET) {
      packed.push({ described, path: makePackageFile(repository, described) });
    }
    writeRepository(repository, 'test', packed);
  });

  function editedRoot(repositories: Record<string, string> = { test: repository }): string {
    const root = freshDirectory();
    makeRoot(root);
    writeFileSync(join(root, PLAIN), 'edited');
    rmSync(join(root, 'etc/settings/with space.conf'));
    // Seen from inside; its own files are nowhere.
    writeFileSync(join(root, 'etc/pacman.conf'), configuration('/none', repositories));
    return root;
  }

  /** Puts the repository into the root. */
  function withRepository(root: string): string {
    cpSync(repository, join(root, 'srv/repo'), { recursive: true });
    writeFileSync(join(root, 'etc/pacman.conf'), configuration('/none', { test: '/srv/repo' }));
    return root;
  }

  function expectOriginals(result: Result): void {
    expect(paths(result)).toEqual(CONFIG_FILES);
    expect(textOf(result, PLAIN)).toBe('etc/settings/plain.conf\n');
    expect(textOf(result, '/etc/settings/with space.conf')).toBe('etc/settings/with space.conf\n');
  }

  it('come from the repositories of the root', async () => {
    const result = await pristine(localHost(withRepository(editedRoot())));
    expectOriginals(result);
    expect(warnings(result)).toEqual([]);
  });

  it('come from the repositories of another configuration', async () => {
    const packagerConfig = join(scratch, 'own.conf');
    writeFileSync(packagerConfig, configuration(scratch, { test: repository }));
    expectOriginals(await pristine(localHost(editedRoot({})), { packagerConfig }));
  });

  it('change nothing in the root', async () => {
    const root = withRepository(editedRoot());
    const before = readdirSync(root, { recursive: true }).sort();
    await pristine(localHost(root));
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(before);
  });

  it('are those that the root\u2019s own list of packages knows', async () => {
    const root = withRepository(editedRoot());
    const sync = join(root, 'var/lib/pacman/sync');
    mkdirSync(sync);
    cpSync(join(repository, 'test.db'), join(sync, 'test.db'));
    // The repository has moved on, but the file is still there.
    const newer = packed.filter(({ described }) => described.name !== 'settings');
    writeRepository(join(root, 'srv/repo'), 'test', newer);
    expectOriginals(await pristine(localHost(root)));
  });

  it('are of the newest version, with a word, when there is no other', async () => {
    const root = withRepository(editedRoot());
    const settings = CORNER_SET.find(({ name }) => name === 'settings')!;
    const described = { ...settings, version: '2-1' };
    const repo = join(root, 'srv/repo');
    const others = packed.filter((each) => each.described.name !== 'settings');
    writeRepository(repo, 'test', [
      ...others,
      { described, path: makePackageFile(repo, described) },
    ]);
    const result = await pristine(localHost(root));
    expectOriginals(result);
    expect(warnings(result)).toEqual([
      expect.objectContaining({
        text: 'settings 1-1 cannot be downloaded any more; its config files are taken from 2-1',
      }),
    ]);
  });

  it('are known by what they say of themselves, not by what the repository says', async () => {
    const root = withRepository(editedRoot());
    const repo = join(root, 'srv/repo');
    const settings = CORNER_SET.find(({ name }) => name === 'settings')!;
    const path = makePackageFile(repo, { ...settings, version: '2-1' });
    const others = packed.filter(({ described }) => described.name !== 'settings');
    writeRepository(repo, 'test', [...others, { described: settings, path }]);
    const result = await pristine(localHost(root));
    expect(warnings(result)).toMatchObject([{ text: expect.stringContaining('taken from 2-1') }]);
  });

  it('that are nowhere are an error in pacman\u2019s words', async () => {
    const root = withRepository(editedRoot());
    const others = packed.filter((each) => each.described.name !== 'settings');
    writeRepository(join(root, 'srv/repo'), 'test', others);
    await expect(pristine(localHost(root))).rejects.toThrow(
      expect.objectContaining({
        code: 'PACMAN_DOWNLOAD_FAILED',
        message: 'could not download package settings: target not found: settings',
      }),
    );
  });

  it('come from a root whatever its path', async () => {
    const root = withRepository(editedRoot());
    const name = `${temporary}/a \xe9%41#`;
    renameSync(root, Buffer.from(name, 'latin1'));
    expectOriginals(await pristine(localHost(name)));
  });

  describe.runIf(hasProgram('gpg'))('with signatures', () => {
    /** A root that wants its repository's packages signed, with its keys. */
    function signedRoot(): string {
      const root = withRepository(editedRoot());
      const file = join(root, 'etc/pacman.conf');
      const text = readFileSync(file, 'utf8');
      const keys = join(root, 'etc/pacman.d/gnupg');
      writeFileSync(
        file,
        text.replace('SigLevel = Never', 'SigLevel = Required').replace(/^GPGDir.*\n/m, ''),
      );
      makeKeys(keys);
      for (const name of ['test.db', 'settings-1-1-any.pkg.tar.zst']) {
        sign(keys, join(root, 'srv/repo', name));
      }
      return root;
    }

    it('are checked by the keys of the root', async () => {
      expectOriginals(await pristine(localHost(signedRoot())));
    });

    it('are not taken when another has signed them', async () => {
      const root = signedRoot();
      const keys = join(root, 'etc/pacman.d/gnupg');
      rmSync(keys, { recursive: true });
      makeKeys(keys);
      const before = readdirSync(keys, { recursive: true }).sort();
      await expect(pristine(localHost(root))).rejects.toThrow(
        expect.objectContaining({
          code: 'PACMAN_DOWNLOAD_FAILED',
          message: expect.stringMatching(/: test: key "\w+" is unknown$/),
        }),
      );
      expect(readdirSync(keys, { recursive: true }).sort()).toEqual(before);
    });
  });

  it('do not keep those from coming that are to be had', async () => {
    const root = withRepository(editedRoot());
    writeFileSync(join(root, 'etc/nsswitch.conf'), 'edited');
    const settings = CORNER_SET.find(({ name }) => name === 'settings')!;
    const described = { ...settings, version: '2-1' };
    const repo = join(root, 'srv/repo');
    const others = packed.filter((each) => each.described.name !== 'settings');
    writeRepository(repo, 'test', [
      ...others,
      { described, path: makePackageFile(repo, described) },
    ]);
    const result = await pristine(localHost(root));
    expectOriginals(result);
    expect(textOf(result, '/etc/nsswitch.conf')).toBe('hosts: files\n');
    expect(warnings(result)).toHaveLength(1);
  });

  describe.runIf(process.getuid?.() === 0)('for an ordinary user', () => {
    const effective = process.geteuid;
    let mask: number;
    beforeEach(() => {
      mask = process.umask(0);
      chmodSync(temporary, 0o755);
      process.geteuid = () => 65534;
    });
    afterEach(() => {
      process.umask(mask);
      if (effective !== undefined) process.geteuid = effective;
    });

    it('are downloaded as well', async () => {
      expectOriginals(await pristine(asNobody(withRepository(editedRoot()))));
    });
  });
});

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Host, localHost, type PristineFile, type SuperminEvent } from '@supermin/core';
import { CORNER_SET, makeRoot, type RootOptions } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backend } from '../../src/index.ts';
import { signal } from '../fixtures/open.ts';
import { buildRpms, hasProgram, run } from '../fixtures/rpm-tools.ts';

const CONFIG_FILES = [
  '/etc/nss.conf',
  "/etc/settings/it's.conf",
  '/etc/settings/link.conf',
  '/etc/settings/missingok.conf',
  '/etc/settings/plain.conf',
  '/etc/settings/private.conf',
  '/etc/settings/with space.conf',
  '/etc/settings/\u00c3\u00a9.conf',
  '/etc/skel/.shellrc',
  '/usr/share/settings-outside.conf',
];

interface Result {
  files: PristineFile[];
  events: SuperminEvent[];
}

/** The pristine files of `settings` and all that it needs. */
async function pristine(
  host: Host,
  options: { useInstalled?: boolean; packagerConfig?: string; family?: string } = {},
): Promise<Result> {
  const events: SuperminEvent[] = [];
  const report = (event: SuperminEvent) => events.push(event);
  const { useInstalled = false, packagerConfig, family = 'fedora/rpm' } = options;
  const database = await backend.open({ host, family, signal, report });
  const closure = await database.closure(database.find('settings'), { resolver: 'default' });
  const files = await database.pristine(await database.contents(closure, signal), {
    useInstalled,
    temporaryDirectory: scratchTemporary(),
    ...(packagerConfig !== undefined && { packagerConfig }),
  });
  return { files, events };
}

/** With a version of `settings` that is nowhere to be had. */
const OLDER = CORNER_SET.map((each) =>
  each.name === 'settings' ? { ...each, version: '0.9' } : each,
);
const CANNOT_BE_DOWNLOADED = {
  kind: 'warning',
  text: 'settings 0.9-1 cannot be downloaded any more; its config files are taken from 1-1',
  hint: 'upgrade the package, or take the config files as they are with --use-installed',
};

const temporary = scratchDirectory();
let calls = 0;

function scratchTemporary(): string {
  const path = join(temporary, String(calls++));
  mkdirSync(path);
  return path;
}

const paths = (files: readonly PristineFile[]) => files.map(({ path }) => path);
const textOf = ({ files }: Result, path: string) => {
  const found = files.find((file) => file.path === path);
  return found?.bytes && Buffer.from(found.bytes).toString('latin1');
};

function edit(root: string): void {
  writeFileSync(join(root, 'etc/settings/plain.conf'), 'edited');
  rmSync(join(root, 'etc/settings/missingok.conf'));
  rmSync(join(root, 'etc/settings/link.conf'));
  symlinkSync('elsewhere', join(root, 'etc/settings/link.conf'));
}

describe('pristine', () => {
  let root: string;
  beforeEach(() => {
    root = scratchTemporary();
    makeRoot(root);
  });
  /** No program can be started. */
  const offline = (): Host => ({
    ...localHost(root),
    run: () => Promise.reject(new Error('nothing may be run')),
  });

  it('takes what is as shipped from the host, and downloads nothing', async () => {
    const { files, events } = await pristine(offline());
    expect(paths(files)).toEqual(CONFIG_FILES);
    expect(events.at(-1)).toMatchObject({
      text: 'rpm: 10 config files are pristine, 0 in 0 packages are not',
    });
  });

  it('gives the modes that packages have, whatever the host\u2019s are now', async () => {
    const { files } = await pristine(offline());
    const modes = new Map(files.map(({ path, mode }) => [path, mode]));
    expect(modes.get('/etc/settings/private.conf')).toBe(0o600);
    expect(modes.get('/etc/nss.conf')).toBe(0o644);
  });

  it('takes the host\u2019s files as they are on request', async () => {
    edit(root);
    const result = await pristine(offline(), { useInstalled: true });
    const expected = CONFIG_FILES.filter((path) => path !== '/etc/settings/missingok.conf');
    // A %ghost that is there is a file like others, then.
    expect(paths(result.files)).toEqual([
      '/etc/nss.conf',
      '/etc/settings/ghost.conf',
      ...expected.slice(1),
    ]);
    expect(textOf(result, '/etc/settings/plain.conf')).toBe('edited');
    expect(result.files.find(({ path }) => path.endsWith('link.conf'))?.linkTarget).toBe(
      'elsewhere',
    );
  });
});

/** What Fedora calls yumdownloader, too; Debian has it by this name only. */
const DNF_UTILS = '/usr/libexec/dnf-utils-3';
const programs = scratchDirectory();
if (existsSync(DNF_UTILS)) symlinkSync(DNF_UTILS, join(programs, 'yumdownloader'));
process.env.PATH += `:${programs}`;

/** Programs that download, each with a root whose repositories it knows. */
const PROGRAMS = [
  {
    program: 'dnf',
    osRelease: 'ID=fedora\nVERSION_ID=39\n',
    family: 'fedora/rpm',
    file: 'etc/yum.repos.d/all.repo',
  },
  {
    program: 'yumdownloader',
    osRelease: 'ID=ibm_powerkvm\n',
    family: 'ibm_powerkvm/rpm',
    file: 'etc/yum.repos.d/all.repo',
  },
  {
    program: 'zypper',
    osRelease: 'ID=opensuse-leap\nVERSION_ID=15.6\n',
    family: 'opensuse/rpm',
    file: 'etc/zypp/repos.d/all.repo',
  },
];

const canBuild = hasProgram('rpmbuild') && hasProgram('rpm2cpio');
describe.runIf(canBuild)('originals', () => {
  const scratch = scratchDirectory();
  const repository = join(scratch, 'repository');
  let rpms: string[];
  beforeAll(() => {
    mkdirSync(repository);
    rpms = buildRpms(join(scratch, 'build'), CORNER_SET);
    for (const rpm of rpms) copyFileSync(rpm, join(repository, basename(rpm)));
  });

  function editedRoot(options: RootOptions = {}): string {
    const root = scratchTemporary();
    makeRoot(root, options);
    edit(root);
    return root;
  }

  function expectOriginals(result: Result): void {
    expect(paths(result.files)).toEqual(CONFIG_FILES);
    expect(textOf(result, '/etc/settings/plain.conf')).toBe('/etc/settings/plain.conf\n');
    expect(textOf(result, '/etc/settings/missingok.conf')).toBe('/etc/settings/missingok.conf\n');
    const link = result.files.find(({ path }) => path === '/etc/settings/link.conf');
    expect(link?.linkTarget).toBe('plain.conf');
    expect(result.events.filter(({ kind }) => kind === 'warning')).toEqual([]);
  }

  describe.runIf(hasProgram('createrepo_c'))('from a repository', () => {
    let config: string;
    const definition = () =>
      `[all]\nname=all\nbaseurl=file://${repository}\ngpgcheck=0\nenabled=1\n`;
    beforeAll(() => {
      run('createrepo_c', ['-q', '--no-database', repository]);
      config = join(scratch, 'dnf.conf');
      const none = 'gpgcheck=0\nreposdir=/nonexistent\nvarsdir=/nonexistent\n';
      writeFileSync(config, `[main]\n${none}${definition()}`);
    });

    it.runIf(hasProgram('dnf'))('dnf with a configuration file', async () => {
      expectOriginals(await pristine(localHost(editedRoot()), { packagerConfig: config }));
    });

    it.runIf(hasProgram('yumdownloader'))('yumdownloader with a configuration file', async () => {
      const root = editedRoot({ osRelease: 'ID=ibm_powerkvm\n' });
      const options = { packagerConfig: config, family: 'ibm_powerkvm/rpm' };
      expectOriginals(await pristine(localHost(root), options));
    });

    const programs = PROGRAMS.filter(({ program }) => hasProgram(program));
    describe.each(programs)('$program with the root\u2019s own', ({ osRelease, family, file }) => {
      function rootWithRepository(packages = CORNER_SET): string {
        const root = editedRoot({ osRelease, packages });
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), `${definition()}type=rpm-md\n`);
        return root;
      }

      it('fetches what is installed, and writes nothing into the root', async () => {
        const root = rootWithRepository();
        const before = readdirSync(root, { recursive: true });
        expectOriginals(await pristine(localHost(root), { family }));
        expect(readdirSync(root, { recursive: true })).toEqual(before);
      });

      it('fetches another version, with a word, where that one is gone', async () => {
        const { files, events } = await pristine(localHost(rootWithRepository(OLDER)), { family });
        expect(paths(files)).toEqual(CONFIG_FILES);
        expect(events.filter(({ kind }) => kind === 'warning')).toEqual([CANNOT_BE_DOWNLOADED]);
      });
    });
  });

  /** A dnf that fetches just these from the built packages, each under the exact or the plain name. */
  function withDownloader(root: string, deliver: (spec: string) => string[], said = ''): Host {
    return {
      ...localHost(root),
      async run(program, args) {
        expect(program).toBe('dnf');
        const target = args.find((each) => each.startsWith('--destdir='))?.slice(10);
        if (target === undefined) return answer('4.14.0\n');
        const specs = args.slice(args.indexOf(`--destdir=${target}`) + 1);
        for (const rpm of new Set(specs.flatMap(deliver))) {
          copyFileSync(rpm, join(target, basename(rpm)));
        }
        return answer('', said);
      },
    };
  }

  const answer = (stdout: string, stderr = '') => ({
    status: stderr === '' ? 0 : 1,
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
  });
  const builtFrom = (name: string) => rpms.filter((rpm) => basename(rpm).startsWith(`${name}-`));

  it('takes another version with a word when the installed one is gone', async () => {
    const root = editedRoot({ packages: OLDER });
    const deliver = (spec: string) => (spec === 'settings.noarch' ? builtFrom('settings') : []);
    const { files, events } = await pristine(withDownloader(root, deliver, 'Error: no\n'));
    expect(paths(files)).toEqual(CONFIG_FILES);
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([CANNOT_BE_DOWNLOADED]);
  });

  it('asks again for each package when all together failed', async () => {
    const root = editedRoot();
    writeFileSync(join(root, 'etc/nss.conf'), 'edited');
    let first = true;
    const deliver = (spec: string) => {
      const rpm = spec.startsWith('settings') ? builtFrom('settings') : builtFrom('clib-common');
      return first ? [] : rpm;
    };
    const host = withDownloader(root, deliver);
    const run: Host['run'] = async (...args) => {
      const result = await host.run(...args);
      if (args[1].length > 1) first = false;
      return result;
    };
    const result = await pristine({ ...host, run });
    expectOriginals(result);
    expect(textOf(result, '/etc/nss.conf')).toBe('hosts: files\n');
  });

  it('is an error that names the package when nothing comes, as with zypper, in silence', async () => {
    await expect(pristine(withDownloader(editedRoot(), () => []))).rejects.toMatchObject({
      code: 'RPM_DOWNLOAD_FAILED',
      message: 'could not download package settings: dnf ended with status 0 and did not say why',
    });
    const said = 'Unable to detect release version\nNo package settings available.\nError: x\n';
    await expect(pristine(withDownloader(editedRoot(), () => [], said))).rejects.toThrow(
      'could not download package settings: No package settings available.',
    );
  });

  it('urpmi, which makes directories of its own and takes no configuration', async () => {
    const root = editedRoot({ osRelease: 'ID=mageia\n' });
    const host: Host = {
      ...localHost(root),
      async run(program, args) {
        expect(program).toBe('urpmi');
        const at = args.indexOf('--download-all');
        if (at < 0) return answer('urpmi 8.130\n');
        const target = join(args[at + 1]!, 'rpms');
        mkdirSync(target);
        expect(args.slice(at + 2)).toEqual(['settings-1-1.noarch']);
        for (const rpm of builtFrom('settings')) copyFileSync(rpm, join(target, basename(rpm)));
        return answer('');
      },
    };
    const options = { family: 'mageia/rpm', packagerConfig: '/etc/my.conf' };
    const { files, events } = await pristine(host, options);
    expect(paths(files)).toEqual(CONFIG_FILES);
    expect(events).toContainEqual({
      kind: 'warning',
      text: 'urpmi takes no configuration file: /etc/my.conf is not used',
    });
  });

  it('does not take another package for the wanted one', async () => {
    const deliver = () => builtFrom('clib-common');
    await expect(pristine(withDownloader(editedRoot(), deliver))).rejects.toMatchObject({
      code: 'RPM_DOWNLOAD_FAILED',
    });
  });

  it('is an error that names the archive when it is cut off', async () => {
    const [rpm] = builtFrom('settings');
    const damaged = join(scratch, basename(rpm!));
    const bytes = readFileSync(rpm!);
    writeFileSync(damaged, bytes.subarray(0, bytes.length - 60));
    await expect(pristine(withDownloader(editedRoot(), () => [damaged]))).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining(basename(damaged)),
    });
  });

  it('is an error that names a file that is no package', async () => {
    const page = join(scratch, 'settings-1-1.noarch.rpm');
    writeFileSync(page, '<html>please log in</html>'.repeat(10));
    await expect(pristine(withDownloader(editedRoot(), () => [page]))).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining('this is no rpm package'),
    });
  });
});

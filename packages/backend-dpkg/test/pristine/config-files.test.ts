import { createHash } from 'node:crypto';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { hasSupermin5, run, sayMissing } from '../support/judges.ts';
import { memoryHost } from '../support/memory-host.ts';
import { open } from '../support/open.ts';
import { succeed } from '../support/real-root.ts';
import { statusText } from '../support/status.ts';

const { signal } = new AbortController();
const digest = (text: string) => createHash('md5').update(text).digest('hex');

async function pristine(files: Parameters<typeof memoryHost>[0], useInstalled = false) {
  const { database, events } = await open(memoryHost(files));
  const packages = [...database.find('a'), ...database.find('a:i386')];
  const contents = await database.contents(packages, signal);
  const found = await database.pristine(contents, { useInstalled, temporaryDirectory: '/nowhere' });
  return { found, events };
}

const FILES = {
  '/var/lib/dpkg/status': statusText({
    Package: 'a',
    Conffiles: [
      '',
      `/etc/a ${digest('a')}`,
      `/etc/obsolete ${digest('obsolete')} obsolete`,
      `/etc/removed ${digest('removed')} remove-on-upgrade`,
    ].join('\n '),
  }),
  '/var/lib/dpkg/info/a.list': '/.\n/etc\n/etc/a\n/etc/obsolete\n/etc/plain\n/etc/link\n',
  '/var/lib/dpkg/info/a.md5sums': `${digest('plain')}  etc/plain\n`,
  '/etc/a': 'a',
  '/etc/obsolete': 'obsolete',
  '/etc/plain': 'plain',
  '/etc/link': { link: '/etc/a' },
};

describe('pristine config files', () => {
  it("are known by dpkg's digests and by the package's own; obsolete ones and links are none", async () => {
    const { found, events } = await pristine(FILES);
    expect(found.map((file) => [file.path, Buffer.from(file.bytes!).toString()])).toEqual([
      ['/etc/a', 'a'],
      ['/etc/plain', 'plain'],
    ]);
    expect(found[0]).toMatchObject({ mode: 0o644, mtime: 1_700_000_000.5 });
    expect(events).toEqual([
      {
        kind: 'message',
        level: 1,
        text: 'dpkg: 2 config files are pristine, 0 in 0 packages are not',
      },
    ]);
  });

  it.each([
    ['an edited conffile', { '/etc/a': 'edited' }],
    ['an edited other file', { '/etc/plain': 'edited' }],
    ['a file without a digest', { '/var/lib/dpkg/info/a.md5sums': '' }],
    ['one that may not be read', { '/etc/a': { denied: true as const } }],
  ])('%s is wanted from the archive', async (_, change) => {
    const work = pristine({ ...FILES, ...change });
    // The host of this test runs no program, and the temporary directory is not there.
    await expect(work).rejects.toThrow('/nowhere');
  });

  it('of twins are the same file once', async () => {
    const twin = { Package: 'a', 'Multi-Arch': 'same', Conffiles: `\n /etc/a ${digest('a')}` };
    const { found } = await pristine({
      '/var/lib/dpkg/status': statusText(
        twin,
        { ...twin, Architecture: 'i386' },
        { Package: 'dpkg' },
      ),
      '/var/lib/dpkg/info/a:amd64.list': '/.\n/etc/a\n',
      '/var/lib/dpkg/info/a:i386.list': '/.\n/etc/a\n',
      '/etc/a': 'a',
    });
    expect(found.map((file) => file.path)).toEqual(['/etc/a']);
  });

  it('with useInstalled: as they are, edited, obsolete or made a link; what is not there is left out', async () => {
    const { found, events } = await pristine(
      {
        ...FILES,
        '/var/lib/dpkg/status': statusText({
          Package: 'a',
          Conffiles: `\n /etc/a ${digest('a')}\n /etc/linked ${digest('l')}\n /etc/gone ${digest('g')}`,
        }),
        '/var/lib/dpkg/info/a.list': '/.\n/etc/a\n/etc/obsolete\n/etc/linked\n/etc/gone\n',
        '/etc/a': 'edited',
        '/etc/linked': { link: 'elsewhere' },
      },
      true,
    );
    expect(
      found.map(({ path, bytes, linkTarget }) => [
        path,
        linkTarget ?? Buffer.from(bytes!).toString(),
      ]),
    ).toEqual([
      ['/etc/a', 'edited'],
      ['/etc/linked', 'elsewhere'],
      ['/etc/obsolete', 'obsolete'],
    ]);
    expect(events).toEqual([]);
  });

  it('with useInstalled: one that may not be read is left out with a warning', async () => {
    const { found, events } = await pristine({ ...FILES, '/etc/a': { denied: true } }, true);
    expect(found.map((file) => file.path)).toEqual(['/etc/obsolete', '/etc/plain']);
    expect(events).toEqual([
      { kind: 'warning', text: '/etc/a: no permission to read this config file; it is left out' },
    ]);
  });
});

describe.runIf(sayMissing('supermin 5', hasSupermin5))('config files against supermin 5', () => {
  const scratch = scratchDirectory();

  it('are the same ones, taken from the host as they are', async () => {
    const names = ['bash', 'util-linux', 'dash', 'passwd'];
    succeed('supermin', ['--prepare', '--use-installed', '-o', `${scratch}/d`, ...names]);
    const theirs = run('tar', ['-tzf', `${scratch}/d/base.tar.gz`])
      .output.trimEnd()
      .split('\n');
    const { database } = await open('/');
    const closure = await database.closure(
      names.flatMap((name) => database.find(name)),
      { resolver: 'supermin5' },
    );
    const contents = await database.contents(closure, signal);
    const ours = await database.pristine(contents, {
      useInstalled: true,
      temporaryDirectory: scratch,
    });
    expect(ours.map((file) => `.${file.path}`)).toEqual(theirs.sort());
  });
});

import {
  mkdtempSync,
  readdirSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Host, localHost, type PristineFile, type RunResult } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { backend } from '../../src/index.ts';
import { hasApt, sayMissing } from '../support/judges.ts';
import { open } from '../support/open.ts';
import { type DebSource, RealRoot } from '../support/real-root.ts';
import { Repository } from '../support/repository.ts';

const ARCH = 'arm64';
const { signal } = new AbortController();

function packageOf(
  name: string,
  version: string,
  files: DebSource['files'],
  conffiles: string[],
): DebSource {
  return { fields: { Package: name, Version: version, Architecture: ARCH }, files, conffiles };
}

/** A host that remembers what was run on it. */
function watched(root: string): {
  host: Host;
  calls: { args: readonly string[]; result: RunResult }[];
} {
  const calls: { args: readonly string[]; result: RunResult }[] = [];
  const host = localHost(root);
  return {
    calls,
    host: {
      ...host,
      async run(program, args, options) {
        const result = await host.run(program, args, options);
        calls.push({ args: [program, ...args], result });
        return result;
      },
    },
  };
}

describe.runIf(sayMissing('apt', hasApt))('originals of edited config files', () => {
  const scratch = scratchDirectory();
  const root = new RealRoot(scratch);
  const first = packageOf(
    'first',
    '1:1.0-1',
    {
      'etc/first/a': 'a\n',
      'etc/first/b b': 'b\n',
      'etc/first/c': 'c\n',
      'etc/first/d': { link: 'a' },
      'usr/bin/first': 'x',
    },
    ['/etc/first/a', '/etc/first/b b'],
  );
  const second = packageOf(
    'second',
    '2',
    { 'etc/second': 'second\n', 'srv/second.conf': 'srv\n' },
    ['/etc/second', '/srv/second.conf'],
  );
  const old = packageOf('old', '1', { 'etc/old': 'old\n', 'etc/dropped': 'dropped\n' }, [
    '/etc/old',
    '/etc/dropped',
  ]);
  const newer = packageOf('old', '2', { 'etc/old': 'new\n' }, ['/etc/old']);
  const lost = packageOf('lost', '1', { 'etc/lost': 'lost\n' }, ['/etc/lost']);
  let shipped: Stats;
  beforeAll(() => {
    writeFileSync(join(root.path, 'var/lib/dpkg/arch'), `${ARCH}\n`);
    root.install(first, second, old, lost);
    new Repository(scratch)
      .add(root.build(first))
      .add(root.build(second))
      .add(root.build(newer))
      .publish(root, ARCH);
    shipped = statSync(join(root.path, 'etc/first/a'));
  });

  const edit = (path: string, text = 'edited\n') => writeFileSync(join(root.path, path), text);
  const restore = () => {
    for (const { files } of [first, second, old, lost]) {
      for (const [path, content] of Object.entries(files)) {
        if (typeof content === 'string') edit(path, content);
      }
    }
  };
  async function pristine(names: string[], options = {}) {
    const { host, calls } = watched(root.path);
    const { database, events } = await open(host);
    const contents = await database.contents(
      names.flatMap((name) => database.find(name)),
      signal,
    );
    const temporaryDirectory = mkdtempSync(join(scratch, 'download-'));
    const files = await database.pristine(contents, {
      useInstalled: false,
      temporaryDirectory,
      ...options,
    });
    const text = (file: PristineFile) => Buffer.from(file.bytes!).toString();
    const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
    return {
      files,
      calls,
      warnings,
      byPath: Object.fromEntries(files.map((file) => [file.path, text(file)])),
    };
  }

  it('come from the host, without any program, while nothing is edited', async () => {
    restore();
    const { byPath, calls } = await pristine(['first', 'second', 'lost']);
    expect(calls).toEqual([]);
    expect(byPath).toEqual({
      '/etc/first/a': 'a\n',
      '/etc/first/b b': 'b\n',
      '/etc/first/c': 'c\n',
      '/etc/lost': 'lost\n',
      '/etc/second': 'second\n',
      '/srv/second.conf': 'srv\n',
    });
  });

  it('are downloaded by one call for all packages, with the installed version, for another architecture', async () => {
    restore();
    edit('etc/first/a');
    edit('etc/first/c');
    unlinkSync(join(root.path, 'etc/second'));
    const { files, byPath, calls, warnings } = await pristine(['first', 'second', 'lost']);
    expect(calls).toHaveLength(1);
    expect(calls[0]!.args.slice(-2)).toEqual(['first:arm64=1:1.0-1', 'second:arm64=2']);
    expect(byPath).toMatchObject({
      '/etc/first/a': 'a\n',
      '/etc/first/c': 'c\n',
      '/etc/second': 'second\n',
    });
    expect(files.map((file) => file.path)).toEqual([...files.map((file) => file.path)].sort());
    expect(files).toHaveLength(6);
    expect(warnings).toEqual([]);
    const a = files.find((file) => file.path === '/etc/first/a')!;
    expect([a.mode, a.mtime]).toEqual([shipped.mode & 0o7777, Math.floor(shipped.mtimeMs / 1000)]);
  });

  it('are downloaded without a word from apt about its sandbox', async () => {
    restore();
    edit('etc/first/a');
    const { calls } = await pristine(['first']);
    expect(calls[0]!.result.stderr.toString()).toBe('');
  });

  it('leave nothing in the root, and nothing but archives in the temporary directory', async () => {
    restore();
    edit('etc/first/a');
    const before = readdirSync(root.path, { recursive: true }).sort();
    await pristine(['first']);
    expect(readdirSync(root.path, { recursive: true }).sort()).toEqual(before);
  });

  it('a link where the file should be is an edit too', async () => {
    restore();
    rmSync(join(root.path, 'etc/second'));
    const { byPath } = await pristine(['second']);
    expect(byPath['/etc/second']).toBe('second\n');
  });

  it('come from the newest version, with a warning, when the installed one is gone; the other packages are exact', async () => {
    restore();
    edit('etc/old');
    edit('etc/dropped');
    edit('etc/second');
    const { byPath, warnings } = await pristine(['old', 'second']);
    expect(byPath).toEqual({
      '/etc/old': 'new\n',
      '/etc/second': 'second\n',
      '/srv/second.conf': 'srv\n',
    });
    expect(warnings).toEqual([
      'old 1 cannot be downloaded any more; its config files are taken from the newest version',
      '/etc/dropped: not in the archive of old; it is left out',
    ]);
  });

  it('that cannot be had at all are an error that names the package and what apt said', async () => {
    restore();
    edit('etc/lost');
    await expect(pristine(['lost', 'first'])).rejects.toMatchObject({
      code: 'DPKG_DOWNLOAD_FAILED',
      message: expect.stringMatching(/could not download package lost: \S+/),
      hint: expect.stringContaining('--use-installed'),
    });
  });

  it('are not asked for with useInstalled', async () => {
    restore();
    edit('etc/lost');
    const { byPath, calls } = await pristine(['lost'], { useInstalled: true });
    expect([byPath, calls]).toEqual([{ '/etc/lost': 'edited\n' }, []]);
  });

  it("come by way of the user's own apt configuration", async () => {
    restore();
    edit('etc/first/a');
    const configuration = join(scratch, 'apt.conf');
    writeFileSync(
      configuration,
      'Dir::Etc::sourcelist "/dev/null"; Dir::State::lists "/nonexistent";\n',
    );
    await expect(pristine(['first'], { packagerConfig: configuration })).rejects.toMatchObject({
      code: 'DPKG_DOWNLOAD_FAILED',
    });
  });

  it('stop when the work is aborted while apt runs', async () => {
    restore();
    edit('etc/first/a');
    const { host } = watched(root.path);
    const controller = new AbortController();
    const database = await backend.open({
      host: {
        ...host,
        run(...call) {
          controller.abort();
          return host.run(...call);
        },
      },
      signal: controller.signal,
      report: () => {},
      family: 'debian/dpkg',
    });
    const contents = await database.contents(database.find('first'), signal);
    const temporaryDirectory = mkdtempSync(join(scratch, 'download-'));
    const work = database.pristine(contents, { useInstalled: false, temporaryDirectory });
    await expect(work).rejects.toThrow('aborted');
  });
});

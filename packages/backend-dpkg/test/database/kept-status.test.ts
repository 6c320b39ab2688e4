import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Host, localHost, type SuperminEvent, treeHost } from '@supermin/core';
import { textFile } from '@supermin/core/backend';
import { FileTree } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeEach, describe, expect, it } from 'vitest';
import { installedPackages } from '../../src/database/installed-packages.ts';
import { keptStatus } from '../../src/database/kept-status.ts';
import { FIELDS, type Stanza } from '../../src/format/stanza.ts';
import { backend } from '../../src/index.ts';
import { hasDpkg, sayMissing } from '../support/judges.ts';
import { type DebSource, RealRoot } from '../support/real-root.ts';
import { type Fields, statusText } from '../support/status.ts';

const scratch = scratchDirectory();
const root = join(scratch, 'root');
const cacheDirectory = join(scratch, 'cache');
const dpkg = join(root, 'var/lib/dpkg');
const status = join(dpkg, 'status');

/** As dpkg writes it: a new file in place of the old one. @param age in seconds */
function writeStatus(age: number, ...packages: Fields[]): void {
  writeFileSync(`${status}-new`, statusText(...packages), 'latin1');
  const time = Date.now() / 1000 - age;
  utimesSync(`${status}-new`, time, time);
  renameSync(`${status}-new`, status);
}

interface Opened {
  stanzas: Stanza[];
  /** Whether the status file itself was read. */
  read: boolean;
  events: SuperminEvent[];
}

async function open(): Promise<Opened> {
  const events: SuperminEvent[] = [];
  let read = false;
  const local = localHost(root);
  const readFile: Host['readFile'] = (path) => {
    read ||= path === '/var/lib/dpkg/status';
    return local.readFile(path);
  };
  const host = { ...local, readFile };
  const report = (event: SuperminEvent) => void events.push(event);
  const stanzas = await keptStatus({ host, cacheDirectory, report });
  return { stanzas, read, events };
}

const kept = () => readdirSync(join(cacheDirectory, 'dpkg'));
const values = ({ stanzas }: Opened) =>
  stanzas.map((stanza) => [
    stanza.offset,
    ...FIELDS.filter((field) => field !== 'description').map((field) => stanza.value(field)),
  ]);
const versions = ({ stanzas }: Opened) => stanzas.map((stanza) => stanza.value('version'));

const EVERYTHING: Fields = {
  Package: 'a',
  Version: '1:2~3-4',
  'Multi-Arch': 'same',
  Essential: 'yes',
  Provides: 'b (= 1), c',
  Depends: 'd | e, f (>= 2)',
  'Pre-Depends': 'g',
  Recommends: 'h',
  Conffiles: '\n /etc/caf\xe9 0123456789abcdef0123456789abcdef',
};

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(cacheDirectory, { recursive: true, force: true });
  mkdirSync(join(dpkg, 'updates'), { recursive: true });
});

describe('keptStatus', () => {
  it('gives the same the second time, without reading the status file', async () => {
    writeStatus(10, EVERYTHING, { Package: 'b', Status: 'deinstall ok config-files' });
    const first = await open();
    const second = await open();
    expect([first.read, second.read]).toEqual([true, false]);
    expect(values(second)).toEqual(values(first));
    expect(values(second)[0]).toContain('/etc/caf\xe9 0123456789abcdef0123456789abcdef');
    expect(kept()).toHaveLength(1);
    expect(statSync(join(cacheDirectory, 'dpkg')).mode & 0o777).toBe(0o700);
  });

  it('sees what dpkg has changed, be it of the same size and time', async () => {
    for (const version of ['1', '2']) {
      writeStatus(10, { Package: 'a', Version: version });
      utimesSync(status, 1, 1);
      expect(versions(await open())).toEqual([version]);
    }
    expect(kept()).toHaveLength(2);
  });

  it('keeps nothing of a file that was changed just now, or will be', async () => {
    for (const age of [0, -100]) {
      writeStatus(age, { Package: 'a' });
      expect((await open()).read).toBe(true);
      expect((await open()).read).toBe(true);
    }
    expect(kept).toThrow('ENOENT');
  });

  it('keeps nothing while dpkg is at work, and sees what it has done', async () => {
    writeStatus(10, { Package: 'a', Version: '1' });
    await open();
    writeFileSync(join(dpkg, 'updates/0000'), statusText({ Package: 'a', Version: '2' }));
    expect(versions(await open())).toEqual(['2']);
    rmSync(join(dpkg, 'updates/0000'));
    expect(versions(await open())).toEqual(['1']);
  });

  it('does without a kept file that is damaged, and makes it anew', async () => {
    writeStatus(10, EVERYTHING);
    const first = await open();
    const file = () => join(cacheDirectory, 'dpkg', kept()[0]!);
    const whole = readFileSync(file(), 'latin1');
    for (const damage of ['', 'null', whole.slice(0, -1), whole.replace('01234567', '11234567')]) {
      writeFileSync(file(), damage, 'latin1');
      const opened = await open();
      expect(values(opened)).toEqual(values(first));
      expect(opened.read).toBe(true);
      expect((await open()).read).toBe(false);
    }
  });

  it('does without a cache that is no directory', async () => {
    writeStatus(10, EVERYTHING);
    writeFileSync(cacheDirectory, '');
    const { stanzas, events } = await open();
    expect(stanzas).toHaveLength(1);
    expect(events).toMatchObject([{ kind: 'message', level: 2 }]);
    expect((events[0] as { text: string }).text).toMatch(
      /^dpkg: the status file is not kept: .* is not a directory$/,
    );
  });

  it('keeps nothing of a damaged file, and says so each time', async () => {
    writeStatus(10, { Package: 'a' });
    writeFileSync(status, 'Package: a\nVer');
    utimesSync(status, 1, 1);
    for (const _ of ['first', 'second']) {
      await expect(open()).rejects.toMatchObject({ code: 'DPKG_DAMAGED' });
    }
    expect(kept()).toEqual([]);
  });

  it('is of one root made of layers alone, whatever size and time its status has', async () => {
    const versionOf = async (version: string) => {
      const tree = new FileTree();
      tree.put('/var/lib/dpkg/status', textFile(statusText({ Package: 'a', Version: version }), 0));
      const host = treeHost(tree, 'debian:x', version);
      const stanzas = await keptStatus({ host, cacheDirectory, report: () => {} });
      return stanzas.map((stanza) => stanza.value('version'));
    };
    for (const version of ['1', '2', '1']) expect(await versionOf(version)).toEqual([version]);
    expect(kept()).toHaveLength(2);
  });

  it('names the line of what is found to be damaged later', async () => {
    writeStatus(10, { Package: 'a' }, { Package: 'b', Depends: 'c (' });
    const messages: string[] = [];
    for (const _ of ['first', 'second']) {
      const [, b] = installedPackages((await open()).stanzas, ['amd64']).packages;
      try {
        b!.dependencies;
      } catch (error) {
        messages.push((error as Error).message);
      }
    }
    expect(messages[0]).toMatch(/line \d+: package b: Depends: /);
    expect(messages).toEqual([messages[0], messages[0]]);
  });
});

describe.runIf(sayMissing('dpkg', hasDpkg))('with dpkg itself', () => {
  const real = new RealRoot(join(scratch, 'real'));
  const deb = (Version: string, files: string[]): DebSource => ({
    fields: { Package: 'thing', Version },
    files: Object.fromEntries(files.map((path) => [path, path])),
  });
  /** As if it had been a while since dpkg wrote its status file, for the `hours`th time. */
  const settle = (hours: number) =>
    utimesSync(join(real.path, 'var/lib/dpkg/status'), hours * 3600, hours * 3600);

  async function files(): Promise<string[]> {
    const signal = new AbortController().signal;
    const database = await backend.open({
      ...{ host: localHost(real.path), family: 'debian/dpkg', signal, report: () => {} },
      cacheDirectory,
    });
    const contents = await database.contents(database.find('thing'), signal);
    return contents.flatMap((each) => [
      `${each.package.id} ${each.package.version}`,
      ...each.files.map(({ path }) => path).filter((path) => path.startsWith('/usr/bin/')),
    ]);
  }

  it('installed, upgraded, removed, installed again: as dpkg says', async () => {
    const [first, second] = [deb('1', ['usr/bin/a']), deb('2', ['usr/bin/b'])];
    const steps: [() => void, string[]][] = [
      [() => real.install(first), ['thing 1', '/usr/bin/a']],
      [() => real.install(second), ['thing 2', '/usr/bin/b']],
      [() => real.dpkg('--purge', 'thing'), []],
      [() => real.install(first), ['thing 1', '/usr/bin/a']],
    ];
    for (const [hours, [step, expected]] of steps.entries()) {
      step();
      settle(hours);
      for (const _ of ['read', 'kept']) expect(await files()).toEqual(expected);
    }
    expect(kept()).toHaveLength(steps.length);
  });
});

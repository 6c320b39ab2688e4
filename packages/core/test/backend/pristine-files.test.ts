import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readDecompressed } from '../../src/appliance/decompress.ts';
import { readTar } from '../../src/archive/read-tar.ts';
import type { ConfigFile, ConfigFileSource } from '../../src/backend/config-files.ts';
import { pristineFiles } from '../../src/backend/pristine-files.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { localHost } from '../../src/host/local-host.ts';
import type { Package, PackageFile } from '../../src/plugin/contract.ts';
import { run } from '../support/programs.ts';

const { signal } = new AbortController();
const found: Package = { name: 'a', version: '1', arch: 'all', id: 'a' };
const config = (path: string, hostPath?: string): PackageFile => ({ path, hostPath, config: true });

/** A root with /etc/same and /etc/edited; the archive has both, with their contents as shipped. */
function setUp(files: readonly ConfigFile[], useInstalled = false) {
  const root = scratchDirectory({ 'etc/same': 'same', 'etc/edited': 'mine' });
  const shipped = scratchDirectory({ 'etc/edited': 'shipped', 'etc/other': 'other' });
  const archive = join(root, 'a.tar');
  run('tar', ['-cf', archive, '-C', shipped, './etc']);
  const events: SuperminEvent[] = [];
  const downloads: string[] = [];
  const source: ConfigFileSource<Package> = {
    configFiles: () => files,
    async download(packages) {
      downloads.push(...packages.map(({ id }) => id));
      return new Map(packages.map((each) => [each, archive]));
    },
    members: (path) => readTar(readDecompressed(path, 'none', signal)),
  };
  const context = {
    host: localHost(root),
    signal,
    report: (event: SuperminEvent) => void events.push(event),
    manager: 'test',
  };
  const options = { useInstalled, temporaryDirectory: root };
  const listed = [config('/etc/same'), config('/etc/edited'), { path: '/bin', config: false }];
  const work = async () => {
    const result = await pristineFiles(
      context,
      source,
      [{ package: found, files: listed }],
      options,
    );
    return result.map(({ path, bytes }) => [path, `${bytes}`]);
  };
  return { root, source, context, work, events, downloads };
}

const asShipped =
  (text: string): ConfigFile['asShipped'] =>
  (file) =>
    `${file.bytes}` === text ? { ...file, mode: 0o600 } : undefined;

describe('pristine config files', () => {
  it('are the host’s where they are unchanged, with the mode that they were shipped with', async () => {
    const { work, downloads } = setUp([{ path: '/etc/same', asShipped: asShipped('same') }]);
    expect(await work()).toEqual([['/etc/same', 'same']]);
    expect(downloads).toEqual([]);
  });

  it('are the archive’s where they were changed, sorted by path', async () => {
    const { work, downloads, events } = setUp([
      { path: '/etc/same', asShipped: asShipped('same') },
      { path: '/etc/edited', asShipped: asShipped('shipped') },
    ]);
    expect(await work()).toEqual([
      ['/etc/edited', 'shipped'],
      ['/etc/same', 'same'],
    ]);
    expect(downloads).toEqual(['a']);
    expect(events).toMatchObject([
      { text: 'test: 1 config files are pristine, 1 in 1 packages are not' },
    ]);
  });

  it('are the archive’s where nothing is known of them, under their own names', async () => {
    const { work } = setUp([{ path: '/etc/diverted', shippedAs: '/etc/other' }]);
    expect(await work()).toEqual([['/etc/diverted', 'other']]);
  });

  it('that the archive lacks are left out with a warning, unless they may be missing', async () => {
    const { work, events } = setUp([
      { path: '/etc/gone' },
      { path: '/etc/optional', optional: true },
    ]);
    expect(await work()).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([
      { kind: 'warning', text: '/etc/gone: not in the archive of a; it is left out' },
    ]);
  });

  it('with useInstalled are the host’s, whatever is in them', async () => {
    const { work, downloads } = setUp([], true);
    expect(await work()).toEqual([
      ['/etc/edited', 'mine'],
      ['/etc/same', 'same'],
    ]);
    expect(downloads).toEqual([]);
  });

  it('with useInstalled leave out what may not be read', async () => {
    const { root, source, context, events } = setUp([], true);
    const host = {
      ...context.host,
      readFile() {
        throw Object.assign(new Error(), { code: 'EACCES' });
      },
    };
    const packages = [{ package: found, files: [config('/etc/moved', '/etc/same')] }];
    const options = { useInstalled: true, temporaryDirectory: root };
    expect(await pristineFiles({ ...context, host }, source, packages, options)).toEqual([]);
    expect(events).toEqual([
      {
        kind: 'warning',
        text: `${root}/etc/same: no permission to read this config file; it is left out`,
      },
    ]);
  });
});

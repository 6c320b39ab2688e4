import { chmodSync } from 'node:fs';
import { machine } from 'node:os';
import { EntryUses, localHost, type SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type ApplianceOptions,
  type BuildPlaces,
  buildAppliance,
  type Purpose,
} from '../../src/appliance/build-appliance.ts';
import { Scratch } from '../../src/appliance/scratch.ts';
import { imageOf } from './image.ts';
import { ToldDatabase } from './told-database.ts';
import { ToldRepository } from './told-repository.ts';
import { ToldWriter } from './told-writer.ts';

const FILES = {
  ...{ bash: ['/bin/bash'], jq: ['/usr/bin/jq'], less: ['/usr/bin/less'] },
  essential: ['/usr/essential'],
};

/** The head of a program for aarch64: elf(5). */
const AARCH64 = Buffer.from(`${'\x7fELF\x02\x01\x01'.padEnd(18, '\0')}\xb7\0`, 'latin1');

/** A root with the files of {@link FILES}. */
function hostRoot(more: Readonly<Record<string, string | Uint8Array>> = {}) {
  const paths = Object.values(FILES).flat();
  const files = Object.fromEntries(paths.map((path) => [path.slice(1), `${path}\n`]));
  const root = scratchDirectory({ ...files, ...more });
  for (const path of paths) chmodSync(root + path, 0o755);
  return localHost(root);
}

interface Given {
  database?: ToldDatabase;
  repository?: ToldRepository;
  options?: ApplianceOptions;
  purpose?: Partial<Purpose>;
  places?: Partial<BuildPlaces>;
}

/** The appliance that a purpose and options ask for: what is in it, and how it was made. */
async function built({ database, repository, options, purpose, places }: Given = {}) {
  const installed = database ?? new ToldDatabase(FILES);
  const told = new ToldWriter();
  const cache = scratchDirectory();
  const backend = { ...installed.backend, repository: repository?.backend.repository };
  const plugins = { backend, family: 'debian/dpkg', writer: told.writer };
  const appliance = await buildAppliance(
    { plugins, ...(options?.image ? {} : { host: hostRoot() }), ...options },
    { cwd: '/', shares: [], ...purpose },
    {
      ...{ cache, uses: new EntryUses(cache), scratch: new Scratch(scratchDirectory()) },
      configured: () => Promise.reject(new Error('configured')),
      ...places,
    },
  );
  const { context, entries } = told.build;
  const files = entries.flatMap(({ path, node }) => (node.type === 'file' ? [path] : []));
  return { appliance, installed, context, files, paths: entries.map(({ path }) => path) };
}

describe('the appliance of a command', () => {
  it('is its package, those that are named, and a base to work in', async () => {
    const options = { packages: ['jq'] };
    const { files, paths } = await built({ purpose: { command: 'bash' }, options });
    expect(files).toEqual(['/bin/bash', '/usr/bin/jq', '/usr/bin/less', '/usr/essential']);
    expect(paths).toContain('/var/tmp');
  });

  it('is of a shell where there is no command', async () => {
    const { files } = await built({ options: { bare: true } });
    expect(files).toEqual(['/bin/bash']);
  });

  it('is nothing else where that is wanted', async () => {
    const options = { bare: true };
    const { files, paths } = await built({ purpose: { command: '/usr/bin/jq' }, options });
    expect(files).toEqual(['/usr/bin/jq']);
    expect(paths).not.toContain('/var/tmp');
  });

  it('is of what the working directory makes of it', async () => {
    const purpose = { command: './jq', cwd: '/usr/bin' };
    const { files } = await built({ purpose, options: { bare: true } });
    expect(files).toEqual(['/usr/bin/jq']);
  });

  it('is of no package for a command that a share has', async () => {
    const directory = scratchDirectory({ run: 'text' });
    const purpose = { command: '/srv/run', shares: [{ directory, mount: '/srv' }] };
    const { files } = await built({ purpose, options: { packages: ['jq'], bare: true } });
    expect(files).toEqual(['/usr/bin/jq']);
  });

  it('has the entry of its terminal', async () => {
    vi.stubEnv('TERMINFO', scratchDirectory({ 't/told': 'entry' }));
    onTestFinished(() => void vi.unstubAllEnvs());
    const { files } = await built({ purpose: { term: 'told' } });
    expect(files).toContain('/usr/share/terminfo/t/told');
  });

  it('is not without a command that is missing, nor a package', async () => {
    const attempt = (given: Given) => built(given).catch((error) => error);
    expect(await attempt({ purpose: { command: 'nope' } })).toMatchObject({
      code: 'COMMAND_MISSING',
    });
    expect(await attempt({ options: { packages: ['nope'] } })).toMatchObject({
      ...{ code: 'PACKAGES_MISSING', hint: expect.stringContaining('apt') },
    });
  });

  it('says what no package has', async () => {
    const events: SuperminEvent[] = [];
    const host = hostRoot({ 'usr/bin/own': 'text' });
    chmodSync(`${host.root}/usr/bin/own`, 0o755);
    const report = (event: SuperminEvent) => void events.push(event);
    await built({ purpose: { command: 'own' }, options: { host, report } });
    const text = 'no package owns /usr/bin/own: copied as it is';
    expect(events).toContainEqual({ kind: 'message', level: 1, text });
  });
});

describe('an appliance', () => {
  it('has room to write, and modules in an image of their own', async () => {
    const { context } = await built();
    expect(context.options).toEqual({ size: '+4G', modules: 'image' });
    const options = { size: '1G', writerOptions: { label: 'x' } };
    const { context: other } = await built({ options });
    expect(other.options).toEqual({ label: 'x', size: '1G', modules: 'image' });
  });

  it('is in the cache, of the architecture and with the kernel of its root', async () => {
    const host = hostRoot({ 'sbin/init': AARCH64 });
    const cache = scratchDirectory();
    const { appliance, context } = await built({ options: { host }, places: { cache } });
    expect(appliance).toEqual({
      ...{ directory: expect.stringContaining(`${cache}/run/`), host, cpu: 'aarch64' },
    });
    expect(context).toMatchObject({ cpu: 'aarch64', host, cacheDirectory: cache });
  });

  it('is made by the database as it is asked to be', async () => {
    const { signal } = new AbortController();
    const options: ApplianceOptions = {
      ...{ backendOptions: { told: 'x' }, weak: true, strict: true, signal },
      ...{ kernel: '6.1', environment: { SUPERMIN_KERNEL: '/k' } },
      resolver: 'supermin5',
    };
    const cacheDirectory = scratchDirectory();
    const { context, installed } = await built({ options, places: { cache: cacheDirectory } });
    expect(context).toMatchObject({ kernel: '6.1', strict: true });
    expect(context.environment).toEqual({ SUPERMIN_KERNEL: '/k' });
    expect(context.signal).toBe(signal);
    expect(installed.asked).toEqual([{ resolver: 'supermin5', weak: true }]);
    const common = { family: 'debian/dpkg', options: { told: 'x' }, cacheDirectory };
    expect(installed.opened[0]).toMatchObject(common);
    expect(installed.opened[0]!.signal).toBe(signal);
  });

  it('is without documentation where that is wanted', async () => {
    const database = () => new ToldDatabase({ ...FILES, jq: ['/usr/share/doc/jq/README'] });
    const host = hostRoot({ 'usr/share/doc/jq/README': 'text' });
    const filesOf = async (noDocs: boolean) => {
      const options = { host, noDocs, packages: ['jq'], bare: true };
      return (await built({ database: database(), options })).files;
    };
    expect(await filesOf(false)).toContain('/usr/share/doc/jq/README');
    expect(await filesOf(true)).not.toContain('/usr/share/doc/jq/README');
  });
});

/** A small appliance with the package `jq`. */
const carrier = (files: Readonly<Record<string, string>> = { packages: 'jq\n' }) => ({
  ...{ name: 'box', version: '1', files: undefined, appliance: scratchDirectory(files) },
});

describe('an appliance that is carried', () => {
  it('is what the carrier has, whatever runs in it', async () => {
    const purpose = { command: 'nope', carrier: carrier() };
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => void events.push(event);
    const { files, paths, installed } = await built({ purpose, options: { report } });
    expect(files).toEqual(['/usr/bin/jq']);
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([]);
    expect(paths).not.toContain('/var/tmp');
    expect(installed.opened).toHaveLength(1);
  });

  it('is that and the packages that are named', async () => {
    const options = { packages: ['less'] };
    const { files } = await built({ purpose: { carrier: carrier() }, options });
    expect(files).toEqual(['/usr/bin/jq', '/usr/bin/less']);
    const missing = built({ purpose: { carrier: carrier() }, options: { packages: ['nope'] } });
    await expect(missing).rejects.toMatchObject({
      ...{ code: 'PACKAGES_MISSING', hint: expect.stringContaining('apt') },
    });
  });
});

describe('an appliance of packages that are not installed', () => {
  const TOOLS = [
    ...['less', 'procps', 'procps-ng', 'ncurses-bin', 'ncurses', 'ncurses-utils'],
    ...['ncurses-base', 'ncurses-terminfo-base', 'terminfo-base'],
  ];
  const NAMES = ['bash', 'jq', 'x', 'essential', ...TOOLS];

  /** The same, and the names that the repositories were asked for. */
  async function chosen(given: Given) {
    const repository = new ToldRepository();
    const installed = Object.fromEntries(NAMES.map((name) => [name, [`/usr/bin/${name}`]]));
    const database = new ToldDatabase(installed);
    const options = { from: ['told:1'], ...given.options };
    const made = await built({ ...given, repository, database, options });
    return { ...made, names: repository.resolved[0]!.names };
  }

  it('is those that are named, the one that is called as the command, and a base', async () => {
    const given = { options: { packages: ['x'] }, purpose: { command: 'jq' } };
    const { names, files } = await chosen(given);
    expect(names).toEqual(['x', 'jq', ...TOOLS, 'essential']);
    // All of them, also a tool that another one stands for.
    expect(files).toContain('/usr/bin/procps-ng');
  });

  it('is a shell where there is no command', async () => {
    const { names } = await chosen({ options: { bare: true } });
    expect(names).toEqual(['bash']);
  });

  it('is nothing but what is named for the path of a command', async () => {
    const options = { packages: ['x'], bare: true };
    const { names } = await chosen({ options, purpose: { command: '/usr/bin/x' } });
    expect(names).toEqual(['x']);
  });

  it('is what the carrier has, and what is named', async () => {
    const purpose = { carrier: carrier() };
    const { names, files, appliance, context } = await chosen({ purpose });
    expect(names).toEqual(['jq']);
    expect(files).toEqual(['/usr/bin/jq']);
    // As its repositories have it; the kernel is this machine's.
    expect(context.cpu).toBe('aarch64');
    expect(appliance).toMatchObject({ cpu: 'aarch64' });
  });
});

describe('an appliance of a container image', () => {
  it('is all of the image', async () => {
    const image = await imageOf([{ name: 'usr/any', content: 'x' }], {}, 'arm64');
    const { files, appliance, context, installed } = await built({ options: { image } });
    expect(files).toEqual(['/usr/any']);
    expect(installed.opened).toEqual([]);
    expect(context.options).toEqual({ size: '+4G', modules: 'image' });
    expect(appliance).toEqual({
      ...{ directory: expect.any(String), host: image.kernelHost, cpu: 'aarch64' },
    });
    const options = { image, packages: ['jq'] };
    await expect(built({ options })).rejects.toMatchObject({ code: 'IMAGE_WHOLE' });
  });

  it('is what a carrier chooses of its packages', async () => {
    const image = await imageOf(
      [
        { name: 'usr/any', content: 'x' },
        { name: 'usr/bin/jq', content: 'x' },
      ],
      {},
      'arm64',
    );
    const purpose = { carrier: carrier() };
    const { files, appliance, context, installed } = await built({ options: { image }, purpose });
    expect(files).toEqual(['/usr/bin/jq']);
    expect(installed.opened[0]!.host).toBe(image.host);
    expect(context).toMatchObject({ cpu: 'aarch64' });
    expect(appliance).toMatchObject({ host: image.kernelHost, cpu: 'aarch64' });
  });
});

it('an appliance of this machine is for its processor', async () => {
  const { appliance } = await built({ options: { host: hostRoot() } });
  expect(appliance.cpu).toBe(machine());
});

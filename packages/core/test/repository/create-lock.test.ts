import { readFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { SuperminEvent } from '../../src/events/event.ts';
import type { Backend } from '../../src/plugin/contract.ts';
import type {
  OpenRepositoryOptions,
  PackageRepository,
  RepositoryPackage,
} from '../../src/plugin/repository-contract.ts';
import { type CreateLockOptions, createLock } from '../../src/repository/create-lock.ts';
import { sourceOf } from '../support/layers.ts';
import { backendOf, lockOf } from '../support/repository.ts';

const LOCK = lockOf(Buffer.from('package'));
const PACKAGE = LOCK.packages[0]!;
const named = (name: string): RepositoryPackage => ({ ...PACKAGE, name, id: name });

interface Given {
  repository?: Partial<PackageRepository>;
  options?: Partial<CreateLockOptions>;
  /** Packages that are chosen. */
  packages?: RepositoryPackage[];
}

/** A lock of repositories that say so, and what they were asked. */
async function create({ repository = {}, options = {}, packages = [PACKAGE] }: Given = {}) {
  const asked: { names: readonly string[]; weak: boolean | undefined }[] = [];
  const opened: OpenRepositoryOptions[] = [];
  const events: SuperminEvent[] = [];
  const found: PackageRepository = {
    ...{ arch: 'amd64', cpu: 'x86_64', sources: LOCK.sources },
    resolve: (names, { weak }) => {
      asked.push({ names, weak });
      return { packages, notes: ['a choice'] };
    },
    has: (name) => name.startsWith('has-'),
    essential: () => ['essential'],
    kernel: () => named('smallest-kernel'),
    ...repository,
  };
  const plain = backendOf(async () => sourceOf([{ name: 'x' }]));
  const backend: Backend = {
    ...plain,
    repository: {
      ...plain.repository!,
      open: async (how) => {
        opened.push(how);
        return found;
      },
    },
  };
  const cacheDirectory = scratchDirectory();
  const lock = await createLock({
    ...{ backend, cacheDirectory, family: 'fake/fake', from: ['fake:1'], packages: ['x'] },
    report: (event) => void events.push(event),
    ...options,
  });
  return { lock, asked, opened, events, cacheDirectory };
}

describe('a new lock', () => {
  it('has what was asked for, and what the repositories answered', async () => {
    const { lock, asked, events } = await create();
    expect(lock).toEqual({
      ...{ backend: 'fake', family: 'fake/fake', from: ['fake:1'], arch: 'amd64', cpu: 'x86_64' },
      ...{ requested: ['x'], sources: LOCK.sources, packages: [PACKAGE] },
      kernel: named('smallest-kernel'),
    });
    expect(asked).toEqual([{ names: ['x'], weak: false }]);
    const said = events.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
    expect(said).toContain('fake:1: 1 packages, including dependencies');
    expect(said).toContain('a choice');
  });

  it('is of repositories for an architecture, and of now if that is wanted', async () => {
    const options = { arch: 's390x', update: true, mirrors: ['http://m.example'] };
    const { opened, cacheDirectory } = await create({ options });
    expect(opened[0]).toMatchObject({ ...options, from: ['fake:1'], cacheDirectory });
  });

  it('is of names from inputs, those given, optional ones that there are, in that order', async () => {
    const inputs = [`${scratchDirectory({ packages: 'in\nx\n' })}/packages`];
    const optional = ['has-a', 'not'];
    const { lock, asked } = await create({ options: { inputs, optional, packages: ['x', 'y'] } });
    expect(asked[0]!.names).toEqual(['in', 'x', 'x', 'y', 'has-a']);
    expect(lock.requested).toEqual(['in', 'x', 'y', 'has-a']);
  });

  it('has what is only recommended, if that is wanted', async () => {
    expect((await create({ options: { weak: true } })).asked[0]!.weak).toBe(true);
  });

  it('has a minimal system if that is wanted, or needed to configure packages', async () => {
    const configuring = () => ['tool'];
    const requested = async (options: Partial<CreateLockOptions>, repository = {}) =>
      (await create({ options, repository })).lock.requested;
    expect(await requested({ essential: true }, { configuring })).toEqual(['x', 'essential']);
    expect(await requested({ configure: true }, { configuring })).toEqual([
      ...['x', 'essential', 'tool'],
    ]);
    expect(await requested({ configure: true })).toEqual(['x', 'essential']);
    expect(await requested({}, { configuring })).toEqual(['x']);
  });
});

describe('the kernel of a new lock', () => {
  it.each([
    ...['linux-image-6.1.0-9-amd64', 'kernel-core', 'linux', 'linux-lts', 'linux-virt'],
    ...['linux-zen', 'linux-hardened', 'linux-rt', 'linux-rt-lts'],
  ])('is that of its packages: %s', async (name) => {
    const { lock } = await create({ packages: [PACKAGE, named(name)] });
    expect(lock.kernel).toBeUndefined();
    expect(lock.packages).toHaveLength(2);
  });

  it.each([
    ...['linux-image-amd64', 'xlinux-image-6', 'kernel-core-x', 'kernel', 'xkernel-core'],
    ...['linux-base', 'linux-lts-headers', 'util-linux'],
  ])('is not %s', async (name) => {
    expect((await create({ packages: [named(name)] })).lock.kernel?.name).toBe('smallest-kernel');
  });

  it('is none where the repositories have none', async () => {
    const { lock } = await create({ repository: { kernel: () => undefined } });
    expect(lock.kernel).toBeUndefined();
  });
});

describe('packages that the indexes do not vouch for', () => {
  const signatures = (log: string[], required: (pkg: RepositoryPackage) => string | undefined) => ({
    required,
    verify: async (_: RepositoryPackage, file: string) => {
      log.push(readFileSync(file, 'latin1'));
    },
  });

  it('are completed before they are verified, the kernel with the others', async () => {
    const log: string[] = [];
    const complete = async (packages: readonly RepositoryPackage[]) => {
      expect(packages.map(({ name }) => name)).toEqual(['x', 'smallest-kernel']);
      return packages.map((pkg) => ({ ...pkg, version: '2' }));
    };
    const required = ({ version }: RepositoryPackage) => (version === '2' ? 'keys' : undefined);
    const repository = { complete, signatures: signatures(log, required) };
    const { lock } = await create({ repository });
    expect(lock.packages).toEqual([{ ...PACKAGE, version: '2' }]);
    expect(lock.kernel).toEqual({ ...named('smallest-kernel'), version: '2' });
    expect(log[0]).toBe('package');
  });

  it('are verified also if only the kernel has to be', async () => {
    const log: string[] = [];
    const required = ({ name }: RepositoryPackage) =>
      name === 'smallest-kernel' ? 'k' : undefined;
    await create({ repository: { signatures: signatures(log, required) } });
    expect(log).toEqual(['package']);
  });

  it('are not downloaded where none has to be signed', async () => {
    const log: string[] = [];
    const { events } = await create({
      repository: { signatures: signatures(log, () => undefined) },
    });
    expect(log).toEqual([]);
    const said = events.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
    expect(said.some((text) => text.startsWith('fetch: '))).toBe(false);
  });

  it('that are not signed make no lock', async () => {
    const verify = () => Promise.reject(new Error('not signed'));
    const repository = { signatures: { required: () => 'keys', verify } };
    await expect(create({ repository })).rejects.toThrow('not signed');
  });
});

describe('repositories', () => {
  it('that cannot be kept name the cache', async () => {
    const backend = backendOf(() => Promise.reject(new Error('not asked')));
    const full = Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
    const open = () => Promise.reject(full);
    const cacheDirectory = scratchDirectory();
    const options = {
      backend: { ...backend, repository: { ...backend.repository!, open } },
      cacheDirectory,
    };
    await expect(create({ options })).rejects.toMatchObject({
      code: 'NO_SPACE',
      message: expect.stringContaining(cacheDirectory),
    });
  });

  it('download by way of the cache', async () => {
    const { opened } = await create();
    const { uri } = LOCK.sources[0]!;
    const file = { ...PACKAGE, name: 'an index', urls: [`${uri}/${PACKAGE.path}`] };
    const read = async (path: string) => readFileSync(path, 'latin1');
    expect(await opened[0]!.fetcher.fetch(file, read)).toBe('package');
  });
});

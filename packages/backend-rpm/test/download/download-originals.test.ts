import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Host, localHost, type SuperminEvent } from '@supermin/core';
import { encodePackage, fileNameOf, type PackageDescription } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { InstalledPackage } from '../../src/database/installed-package.ts';
import { downloadOriginals } from '../../src/download/download-originals.ts';
import type { Downloader, DownloadRequest } from '../../src/download/downloader.ts';
import { systemOf } from '../fixtures/records.ts';

interface Call {
  /** Files by their path below the directory for packages: packages, or other bytes. */
  brings?: Record<string, PackageDescription | Buffer>;
  stderr?: string;
  status?: number;
}

interface Options {
  root?: string;
  packagerConfig?: string;
}

/** Downloads by a program that answers each call in turn. */
async function originals(
  installed: readonly PackageDescription[],
  calls: readonly Call[],
  { root = '/', packagerConfig }: Options = {},
) {
  const top = scratchDirectory();
  const requests: DownloadRequest[] = [];
  const events: SuperminEvent[] = [];
  const downloader: Downloader = {
    program: 'fetcher',
    arguments: (request) => {
      requests.push(request);
      return request.specs as string[];
    },
    exact: ({ name, version }) => `${name}-${version}`,
    newest: ({ name }) => name,
  };
  const run: Host['run'] = async (program, args, options) => {
    const { brings = {}, stderr = '', status = 0 } = calls[requests.length - 1]!;
    const { target } = requests.at(-1)!;
    expect([program, args, options?.cwd]).toEqual(['fetcher', requests.at(-1)!.specs, target]);
    for (const [path, content] of Object.entries(brings)) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(
        join(target, path),
        Buffer.isBuffer(content) ? content : encodePackage(content),
      );
    }
    return { status, stdout: Buffer.alloc(0), stderr: Buffer.from(stderr) };
  };
  const { index } = systemOf(installed);
  const found = await downloadOriginals(
    {
      ...{ host: { ...localHost(root), run }, signal: new AbortController().signal },
      ...{ report: (event) => events.push(event), downloader, releaseVersion: '39' },
      ...{ family: 'fedora/rpm' },
      options: {
        ...{ useInstalled: false, temporaryDirectory: top },
        ...(packagerConfig !== undefined && { packagerConfig }),
      },
    },
    index.packages as InstalledPackage[],
  );
  return {
    files: Object.fromEntries([...found].map(([{ id }, path]) => [id, path.slice(top.length)])),
    specs: requests.map(({ specs }) => specs.join(' ')),
    warnings: events.map((event) => (event.kind === 'warning' ? event.text : event.kind)),
    ...{ requests, top },
  };
}

const JUNK = Buffer.from('x');
const A: PackageDescription = { name: 'a', version: '1', release: '2', arch: 'x86_64' };
const B: PackageDescription = { name: 'b', version: '3', epoch: 1 };

describe('originals of packages', () => {
  it('are fetched in one call, wherever the program puts them, whatever it calls them', async () => {
    const brings = {
      'a.rpm': A,
      'repo/noarch/anything.rpm': B,
      'log.txt': JUNK,
      'c.rpm.part': JUNK,
    };
    const { files, specs, warnings } = await originals([A, B], [{ brings }]);
    expect(files).toEqual({
      a: '/rpm-0/packages/a.rpm',
      b: '/rpm-0/packages/repo/noarch/anything.rpm',
    });
    expect(specs).toEqual(['a-1-2 b-1:3-1']);
    expect(warnings).toEqual([]);
  });

  it.each<[string, PackageDescription]>([
    ['version', { ...A, version: '1.1' }],
    ['release', { ...A, release: '3' }],
    ['epoch', { ...A, epoch: 1 }],
  ])('of another %s are taken with a word where the installed one is gone', async (_, other) => {
    const calls: Call[] = [{ brings: { 'x.rpm': other } }, { brings: { 'y.rpm': other } }];
    const { files, specs, warnings } = await originals([A], calls);
    expect(specs).toEqual(['a-1-2', 'a']);
    expect(files).toEqual({ a: '/rpm-1/packages/y.rpm' });
    const { version, release } = other;
    expect(warnings).toEqual([
      `a 1-2 cannot be downloaded any more; its config files are taken from ${version}-${release}`,
    ]);
  });

  it('are of the same architecture, if there is one', async () => {
    const newer = { ...A, version: '9' };
    const brings = { '1.rpm': { ...newer, arch: 'i686' }, '2.rpm': newer, '3.rpm': B };
    expect((await originals([A], [{}, { brings }])).files).toEqual({ a: '/rpm-1/packages/2.rpm' });
    const other = { '0.rpm': B, '1.rpm': { ...newer, arch: 'i686' } };
    expect((await originals([A], [{}, { brings: other }])).files).toEqual({
      a: '/rpm-1/packages/1.rpm',
    });
    // An exact one is of the very architecture.
    const exact = { '1.rpm': { ...A, arch: 'i686' } };
    expect((await originals([A], [{ brings: exact }, { brings }])).warnings.length).toBe(1);
  });

  it('are asked for one by one where not all came', async () => {
    const calls: Call[] = [{ brings: { 'a.rpm': A } }, { brings: { 'b.rpm': B } }];
    const { files, specs } = await originals([A, B], calls);
    expect(specs).toEqual(['a-1-2 b-1:3-1', 'b-1:3-1']);
    expect(files).toEqual({ a: '/rpm-0/packages/a.rpm', b: '/rpm-1/packages/b.rpm' });
  });

  it.each<[Call, string, number | undefined]>([
    [{}, 'fetcher ended with status 0 and did not say why', undefined],
    [{ status: 3, stderr: ' \n\n' }, 'fetcher ended with status 3 and did not say why', 3],
    [{ status: 1, stderr: 'one\ntwo\n' }, 'one', 1],
    [{ status: 1, stderr: 'one\nNo match for a\nError: x' }, 'No match for a', 1],
    [{ status: 1, stderr: 'one\na: not found' }, 'a: not found', 1],
    [{ status: 1, stderr: 'one\nan ERROR\n' }, 'an ERROR', 1],
    [{ status: 1, brings: { 'b.rpm': B }, stderr: 'warning' }, 'warning', 1],
  ])('that do not come are an error that says why%s: %j', async (call, reason, status) => {
    await expect(originals([A], [{}, call])).rejects.toMatchObject({
      code: 'RPM_DOWNLOAD_FAILED',
      message: `could not download package a: ${reason}`,
      ...(status !== undefined && { exitStatus: status }),
    });
  });

  it('that are damaged are an error that names the file', async () => {
    const whole = encodePackage(A);
    const damaged = whole.subarray(0, -1);
    await expect(originals([A], [{ brings: { [fileNameOf(A)]: damaged } }])).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining(`packages/${basename(fileNameOf(A))}: `),
    });
  });
});

describe('what the program is asked for', () => {
  it('has directories of its own for each call, and one for its files', async () => {
    const { requests, top } = await originals([A], [{}, { brings: { 'a.rpm': A } }]);
    expect(requests.map(({ target, scratch }) => [target, scratch])).toEqual([
      [`${top}/rpm-0/packages`, `${top}/rpm-cache`],
      [`${top}/rpm-1/packages`, `${top}/rpm-cache`],
    ]);
    expect(requests[0]).toMatchObject({ config: undefined, root: undefined });
  });

  it('has the configuration of the user by an absolute path', async () => {
    const calls: Call[] = [{ brings: { 'a.rpm': A } }];
    const { requests } = await originals([A], calls, { packagerConfig: 'my.conf' });
    expect(requests[0]!.config).toBe(join(process.cwd(), 'my.conf'));
  });

  it('has of another root what that has, and its release', async () => {
    const root = scratchDirectory();
    mkdirSync(`${root}/etc/dnf`, { recursive: true });
    const { requests } = await originals([A], [{ brings: { 'a.rpm': A } }], { root });
    const own = requests[0]!.root!;
    expect(own.releaseVersion).toBe('39');
    expect(own.find('/etc/dnf')).toBe(`${root}/etc/dnf`);
    expect(own.find('/etc/yum.repos.d')).toBeUndefined();
  });
});

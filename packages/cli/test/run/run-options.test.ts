import { mkdirSync, writeFileSync } from 'node:fs';
import { encodeLock, type ImageRoot, localHost, type Registry } from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { isSmallAppliance, type RunOptions } from '@supermin/vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runOptions } from '../../src/run/run-options.ts';
import { contextOf, ownPlaces, type TestContext } from '../support/in-process.ts';

const debian = new SmallRoot(scratchDirectory());
debian.install('tool', ['/usr/bin/tool']);
const host = localHost(debian.directory);

let places: ReturnType<typeof ownPlaces>;

beforeEach(() => {
  places = ownPlaces();
  for (const name of ['SUPERMIN_KERNEL', 'SUPERMIN_KERNEL_VERSION', 'SUPERMIN_MODULES']) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(() => void vi.unstubAllEnvs());

const optionsOf = (context: TestContext, image?: ImageRoot): RunOptions =>
  runOptions(context, { host, image }, { isSmallAppliance });

const run = (...words: string[]) => optionsOf(contextOf('run', ...words));

const bytes = (text: string) => Buffer.from(text).toString('latin1');

describe('what a VM is, whatever is in it', () => {
  it('without options: no share, no network, no limit, a template', () => {
    const context = contextOf('run', 'ls');
    expect(optionsOf(context)).toMatchObject({
      ...{ host, image: undefined, signal: context.signal, report: context.report },
      ...{ temporaryDirectory: places.tmp, entrypoint: undefined, env: {}, cwd: undefined },
      ...{ user: undefined, hostname: undefined, shares: [], disks: [], network: false },
      ...{ publish: [], tty: undefined, memory: undefined, cpus: undefined },
      ...{ accelerator: undefined, append: undefined, qemuOptions: [], template: true },
      ...{ warm: undefined, timeout: undefined, console: undefined },
    });
  });

  it.each<[string[], RunOptions]>([
    [['--env=A=b', '-e', 'C='], { env: { A: Buffer.from('b'), C: Buffer.from('') } }],
    [['--workdir=/w'], { cwd: '/w' }],
    [[`--user=${bytes('é')}`], { user: 'é' }],
    [['--name=web'], { hostname: 'web' }],
    [['--share=/a:/b:ro'], { shares: [{ directory: '/a', mount: '/b', readOnly: true }] }],
    [['--disk=/d.img:ro'], { disks: [{ file: '/d.img', readOnly: true }] }],
    [['--net'], { network: true }],
    [['--tty'], { tty: true }],
    [['--memory=2G', '--cpus=3'], { memory: 2048, cpus: 3 }],
    [['--accel=tcg'], { accelerator: 'tcg' }],
    [['--append=a b', '--append=c'], { append: 'a b c' }],
    [['--append='], { append: undefined }],
    [[`--qemu-option=${bytes('é')}`, '--qemu-option=b'], { qemuOptions: ['é', 'b'] }],
    [['--no-template'], { template: false }],
    [[`--warm=${bytes('echo é')}`], { warm: ['sh', '-c', Buffer.from('echo é')] }],
    [['--timeout=2m'], { timeout: 120 }],
    [['--timeout=0'], { timeout: undefined }],
  ])('%j', (words, expected) => {
    expect(run(...words, 'ls')).toMatchObject(expected);
  });

  it('--publish needs a network, and names ports', () => {
    expect(run('--net', '--publish=8080:80', 'ls').publish).toEqual([
      { address: undefined, host: 8080, guest: 80 },
    ]);
  });

  it('-v shows the console on standard error', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { console: show } = run('-v', 'ls');
    show!(Buffer.from('booting'));
    expect(write.mock.calls).toEqual([[Buffer.from('booting')]]);
    write.mockRestore();
  });
});

describe('a VM of packages', () => {
  it('has what options say of them, and the plugins that put them together', () => {
    const options = run('-p', 'tool', '--package', 'other', 'ls');
    expect(options).toMatchObject({
      ...{ appliance: undefined, from: [], mirrors: [], arch: undefined, configure: false },
      ...{ packages: ['tool', 'other'], bare: false, size: undefined, environment: {} },
      ...{ kernel: undefined, resolver: 'default', weak: false, noDocs: false, strict: false },
      ...{ backend: undefined, backendOptions: {}, writerOptions: expect.any(Object) },
    });
    expect((options.plugins as Registry).writer('ext2').plugin.name).toBe('@supermin/writer-ext2');
    expect(options.hostRoot).toBeUndefined();
  });

  it.each<[string[], RunOptions]>([
    [['--bare'], { bare: true }],
    [['--size=+1G'], { size: '+1G', writerOptions: expect.objectContaining({ size: '+1G' }) }],
    [['--kernel=6.1'], { kernel: '6.1' }],
    [['--modules-from=/m'], { environment: { SUPERMIN_MODULES: '/m' } }],
    [['--resolver=supermin5'], { resolver: 'supermin5' }],
    [['--weak'], { weak: true }],
    [['--no-docs'], { noDocs: true }],
    [['--strict'], { strict: true }],
    [['--backend=rpm'], { backend: 'rpm' }],
  ])('%j', (words, expected) => {
    expect(run(...words, 'ls')).toMatchObject(expected);
  });

  it('of a repository has its backend, and its mirrors', () => {
    const words = ['--from=fedora:40', '--mirror=http://m.example', '--arch=aarch64'];
    expect(run(...words, '--configure', '--configure-timeout=5', '--net', 'ls')).toMatchObject({
      ...{ from: ['fedora:40'], mirrors: ['http://m.example'], arch: 'aarch64' },
      ...{ configure: { timeout: 5, network: true }, backend: undefined },
    });
    expect(() => run('--from=xyzzy:1', 'ls')).toThrow(
      expect.objectContaining({ code: 'FROM_UNKNOWN' }),
    );
  });

  it('a root whose package manager nobody knows is an error', () => {
    const empty = localHost(scratchDirectory());
    const root = { host: empty, image: undefined };
    expect(() => runOptions(contextOf('run', 'ls'), root, { isSmallAppliance })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^BACKEND_/) }),
    );
  });
});

describe('a VM of an appliance', () => {
  it('a small one is built, as if its packages had been named', () => {
    const appliance = scratchDirectory({ packages: 'tool\n' });
    expect(run('--appliance', appliance, '--weak', 'ls')).toMatchObject({
      ...{ appliance, packages: [], weak: true, backend: undefined, mirrors: [] },
    });
  });

  it('with a lock its backend and mirrors are those of the lock', () => {
    vi.stubEnv('SUPERMIN_MIRROR_FEDORA', 'http://m.example');
    const lock = { backend: 'rpm', family: 'fedora/rpm', from: ['fedora:40'], arch: 'x86_64' };
    const rest = { cpu: 'x86_64', requested: ['tool'], sources: [], packages: [] };
    const appliance = scratchDirectory({ 'lock.json': encodeLock({ ...lock, ...rest }) });
    expect(run('--appliance', appliance, 'ls')).toMatchObject({
      ...{ appliance, backend: 'rpm', mirrors: ['http://m.example'], from: [] },
    });
  });

  it('a full one needs no plugins, and takes none of what it would be built with', () => {
    const appliance = `${places.top}/full`;
    mkdirSync(appliance);
    writeFileSync(`${appliance}/kernel`, '');
    vi.stubEnv('SUPERMIN_KERNEL', '/k');
    const options = run('--appliance', appliance, 'ls');
    expect(options).toMatchObject({ appliance, environment: { SUPERMIN_KERNEL: '/k' } });
    expect(options.plugins).toBeUndefined();
    expect(() => run('--appliance', appliance, '--weak', 'ls')).toThrow(
      `option '--weak' has no effect: ${appliance} is a full appliance, which has been built`,
    );
  });

  it('one that is not there is left to vm', () => {
    const options = run('--appliance', '/none', '--weak', 'ls');
    expect(options).toMatchObject({ appliance: '/none', environment: {} });
    expect(options.plugins).toBeUndefined();
  });
});

describe("a VM of this machine's root", () => {
  it('has that and a kernel, and no packages', () => {
    vi.stubEnv('SUPERMIN_KERNEL', '/k');
    const options = run('--host', '--kernel=6.1', '--rw=/srv', 'ls');
    expect(options).toMatchObject({
      ...{ hostRoot: true, kernel: '6.1', environment: { SUPERMIN_KERNEL: '/k' } },
      ...{ shares: [{ directory: '/srv', readOnly: false }] },
    });
    expect(options.plugins).toBeUndefined();
    expect(options.packages).toBeUndefined();
  });
});

describe('a VM of a container image', () => {
  const image = { digest: 'd' } as unknown as ImageRoot;
  const ofImage = (...words: string[]) =>
    optionsOf(contextOf('run', '--root=oci:/i', ...words), image);

  it('has all of it, and no packages', () => {
    const options = ofImage('--size=+2G', '--kernel=6.1', `--entrypoint=${bytes('/é')}`, 'ls');
    expect(options).toMatchObject({
      ...{ image, entrypoint: '/é', size: '+2G', kernel: '6.1', environment: {} },
      writerOptions: expect.objectContaining({ size: '+2G' }),
    });
    expect(options.plugins).toBeDefined();
    expect(options.packages).toBeUndefined();
    expect(ofImage('--entrypoint=', 'ls').entrypoint).toBe('');
  });

  it('nothing chooses among packages', () => {
    expect(() => ofImage('--weak', 'ls')).toThrow(
      "option '--weak' has no effect: all of oci:/i is in the VM",
    );
  });

  it('but with an appliance, whose packages are of the image', () => {
    const appliance = scratchDirectory({ packages: 'tool\n' });
    expect(ofImage('--appliance', appliance, '--weak', 'ls')).toMatchObject({
      ...{ appliance, packages: [], weak: true },
    });
    expect(ofImage('--appliance-package', 'x', '--weak', 'ls')).toMatchObject({ packages: [] });
  });
});

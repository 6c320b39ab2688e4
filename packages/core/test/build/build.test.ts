import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { archive } from '@supermin/test-support/archive';
import { openScratchFiles, scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build/build.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import { RecordStore } from '../../src/cache/build-record.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { LockFile } from '../../src/lock/lock-file.ts';
import type { Backend, OpenOptions, Writer } from '../../src/plugin/contract.ts';
import { distribution, type Installed, listingWriter } from '../support/distribution.ts';

const PACKAGES: Record<string, Installed> = {
  bash: { needs: ['libc'], files: ['/bin/bash', '/etc/bash.bashrc', '/usr/share/doc/bash/README'] },
  libc: { files: ['/lib/libc.so', '/etc/ld.so.conf'] },
};

const APPLIANCE = {
  packages: 'bash\n',
  excludefiles: '-/usr/share/doc/*\n',
  hostfiles: '/opt/*.conf\n/later\n',
  'base.tar': archive([{ name: './etc/bash.bashrc', content: 'pristine' }]),
};

/** Everything that a build needs, in directories of its own. */
function scene(packages = PACKAGES, appliance: Record<string, string | Buffer> = APPLIANCE) {
  const { host, root, backend } = distribution(packages);
  const top = writeFiles(
    scratchDirectory(),
    Object.fromEntries(Object.entries(appliance).map(([name, text]) => [`in/${name}`, text])),
  );
  writeFiles(root, { 'opt/a.conf': 'a', 'opt/other': '' });
  const writer = listingWriter();
  const events: SuperminEvent[] = [];
  const options: BuildOptions = {
    backend,
    writer,
    host,
    family: 'test/test',
    format: 'listing',
    inputs: [`${top}/in`],
    output: `${top}/out`,
    temporaryDirectory: scratchDirectory(),
    cacheDirectory: `${top}/cache`,
    report: (event) => events.push(event),
  };
  return {
    top,
    root,
    writer,
    events,
    options,
    listing: () => readFileSync(`${top}/out/listing`, 'utf8').split('\n').filter(Boolean),
    messages: () => events.flatMap((event) => ('text' in event ? [event.text] : [])),
  };
}

describe('build', () => {
  it('puts the appliance together', async () => {
    const { options, listing, messages, top } = scene();
    expect(await build(options)).toMatchObject({ built: true });
    expect(listing()).toEqual([
      '/bin/',
      '/bin/bash = /bin/bash',
      '/etc/',
      '/etc/bash.bashrc = pristine',
      '/lib/',
      '/lib/libc.so = /lib/libc.so',
      '/opt/',
      '/opt/a.conf = a',
    ]);
    // Scripts look for these lines.
    expect(messages()).toEqual(
      expect.arrayContaining([
        'package handler: test/test',
        `build: ${top}/in`,
        `build: visiting ${top}/in/packages type uncompressed packages`,
        'build: 2 packages, including dependencies',
        'build: 3 files',
        'build: 2 files, after matching excludefiles',
        'build: 3 files, after adding hostfiles',
        'build: 3 files, after removing unreadable files',
        'build: 8 files, after munging',
        expect.stringMatching(`^renaming ${top}/out\\..* to ${top}/out$`),
      ]),
    );
    expect(readdirSync(top).sort()).toEqual(['cache', 'in', 'out']);
  });

  it('makes nothing of a lock whose root has not all of its packages', async () => {
    const { options, top } = scene();
    const { host } = options;
    const root = { host: host!, kernelHost: host!, files: [], digest: 'd', cpu: 'x86_64' };
    await build({ ...options, lockedRoot: { ...root, packages: ['bash', 'libc'] } });
    await expect(
      build({ ...options, lockedRoot: { ...root, packages: ['bash', 'other'] } }),
    ).rejects.toMatchObject({
      code: 'PACKAGES_MISSING',
      message: 'the root made of lock.json does not have these packages of it: other',
    });
    expect(readdirSync(top).sort()).toEqual(['cache', 'in', 'out']);
  });

  it('hostfiles win over base archives, and are not excluded', async () => {
    const { options, listing, root } = scene(PACKAGES, {
      h: '/etc/bash.bashrc\n',
      e: '-/etc/*\n',
      'base.tar': APPLIANCE['base.tar'],
    });
    writeFileSync(`${root}/etc/bash.bashrc`, 'host');
    await build(options);
    expect(listing()).toEqual(['/etc/', '/etc/bash.bashrc = host']);
  });

  it('a diverted file gives way to the one that diverts it, in either order', async () => {
    const diverted = { path: '/bin/sh', hostPath: '/bin/sh.distrib', config: false };
    for (const names of ['old\nnew\n', 'new\nold\n']) {
      const packages = { old: { files: [diverted] }, new: { files: ['/bin/sh'] } };
      const both = scene(packages, { p: names });
      await build(both.options);
      expect(both.listing()).toEqual(['/bin/', '/bin/sh = /bin/sh']);
      const alone = scene(packages, { p: 'old\n' });
      await build(alone.options);
      expect(alone.listing()).toEqual(['/bin/', '/bin/sh = /bin/sh.distrib']);
    }
  });

  it('config files of packages are left to base archives, unless they are asked for', async () => {
    const { options, listing } = scene(PACKAGES, { p: 'libc\n' });
    await build(options);
    expect(listing()).toEqual(['/lib/', '/lib/libc.so = /lib/libc.so']);
    await build({ ...options, includeConfig: true });
    expect(listing()).toContain('/etc/ld.so.conf = /etc/ld.so.conf');
  });

  it('an output inside of the appliance would be an input of the next build', async () => {
    const { options } = scene();
    const [input] = options.inputs;
    const inside = build({ ...options, output: `${input}/sub` });
    await expect(inside).rejects.toMatchObject({ code: 'OUTPUT_IN_INPUT' });
  });

  it('documentation is copied, unless it is not wanted', async () => {
    const manual = '/usr/share/man/man1/bash.1.gz';
    const { options, listing } = scene({ bash: { files: ['/bin/bash', manual] } }, { p: 'bash\n' });
    await build(options);
    expect(listing()).toContain(`${manual} = ${manual}`);
    await build({ ...options, noDocs: true });
    expect(listing()).toEqual(['/bin/', '/bin/bash = /bin/bash']);
  });

  it('include-packagelist', async () => {
    const { options, listing } = scene();
    await build({ ...options, includePackagelist: true });
    expect(listing()).toContain('/packagelist = bash_1_all\\x0alibc_1_all');
  });

  it('unknown packages: said; an error with strict', async () => {
    const { options, messages } = scene(PACKAGES, { p: 'libc\nnone\n' });
    await build(options);
    expect(messages()).toContain('package none is not installed, and left out');
    await expect(build({ ...options, strict: true })).rejects.toMatchObject({
      code: 'PACKAGES_MISSING',
      message: 'not installed: none',
    });
  });

  it('files that cannot be read: a warning that counts and names them; an error with strict', async () => {
    const files = ['/a', '/b', '/c', '/d', '/e'];
    const { options, events, listing } = scene({ p: { files } }, { p: 'p\n' });
    const host = options.host!;
    const lstat = (path: string) => {
      if (/^\/[a-d]$/.test(path)) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      return host.lstat(path);
    };
    const closed = { ...options, host: { ...host, lstat } };
    await build(closed);
    const text = '4 files cannot be read by this user and will be missing: /a, /b, /c, and 1 more';
    expect(events).toContainEqual({ kind: 'warning', text });
    expect(listing()).toEqual(['/e = /e']);
    await expect(build({ ...closed, strict: true })).rejects.toMatchObject({
      code: 'FILES_UNREADABLE',
      message: text,
    });
  });

  it('hands the writer what is its own', async () => {
    const { options, writer, top } = scene();
    let seen: unknown;
    writer.middle = (_, { host, signal, report, ...context }) => {
      seen = context;
    };
    await build({
      ...options,
      writerOptions: { size: '4G' },
      cpu: 'riscv64',
      copyKernel: true,
      kernel: '6.1',
      sourceDateEpoch: 7,
      environment: { SUPERMIN_KERNEL: '/k' },
    });
    expect(seen).toEqual({
      writer: expect.any(Function),
      temporaryDirectory: expect.any(Function),
      options: { size: '4G' },
      cacheDirectory: `${top}/cache`,
      cpu: 'riscv64',
      readableKernel: false,
      strict: false,
      copyKernel: true,
      kernel: '6.1',
      sourceDateEpoch: 7,
      environment: { SUPERMIN_KERNEL: '/k' },
    });
    expect(readFileSync(`${top}/out/options`, 'utf8')).toBe('{"size":"4G"}');
  });

  it('hands the backend the family and the cache, if there is one', async () => {
    const { options, top } = scene();
    const { cacheDirectory, ...others } = options;
    const backend = options.backend as Backend;
    const seen: Partial<OpenOptions>[] = [];
    const watched: Backend = {
      ...backend,
      open: (given) => {
        const { host, signal, report, ...rest } = given;
        seen.push(rest);
        return backend.open(given);
      },
    };
    await build({ ...others, cacheDirectory: `${top}/c\xc3\xa9`, backend: watched });
    await build({ ...others, backend: watched });
    expect(seen).toEqual([
      { family: 'test/test', cacheDirectory: `${top}/c\xc3\xa9` },
      { family: 'test/test' },
    ]);
  });

  it('fetches the plugins when it needs them', async () => {
    const { options, writer } = scene();
    const { backend } = options;
    const lazy = { ...options, backend: async () => backend as never, writer: async () => writer };
    expect(await build(lazy)).toMatchObject({ built: true });
  });

  it('two at once, of one appliance into one output and into two', async () => {
    const one = scene();
    const two = scene();
    one.writer.middle = () => new Promise((resolve) => setTimeout(resolve, 30));
    await Promise.all([
      build(one.options),
      build(one.options),
      build(two.options),
      build({ ...one.options, output: `${one.top}/out2` }),
    ]);
    expect(one.listing()).toEqual(two.listing());
    expect(readdirSync(one.top).sort()).toEqual(['cache', 'in', 'out', 'out2']);
  });
});

describe('a writer that begins before there is a tree', () => {
  /** A writer that notes what is asked of it. */
  function beginning(fails?: 'begin' | 'write') {
    const { options, ...rest } = scene();
    const calls: string[] = [];
    const plain = listingWriter();
    const writer: Writer = {
      ...plain,
      write: async (...args) => {
        calls.push('write');
        await plain.write(...args);
      },
      begin: async (directory, context) => {
        calls.push('begin');
        if (fails === 'begin') throw new Error('no');
        return {
          write: async (tree) => {
            calls.push('begun.write');
            if (fails === 'write') throw new Error('no');
            await plain.write(tree, directory, context);
          },
          stop: async () => {
            calls.push(existsSync(directory) ? 'stop' : 'stop, too late');
          },
        };
      },
    };
    const { backend } = options;
    const noted: Backend = {
      ...(backend as Backend),
      open: (...args) => {
        calls.push('open');
        return (backend as Backend).open(...args);
      },
    };
    return { ...rest, calls, options: { ...options, writer, backend: noted } };
  }

  it('goes on with what it has begun', async () => {
    const { options, calls, listing } = beginning();
    await build(options);
    expect(calls).toEqual(['begin', 'open', 'begun.write', 'stop']);
    expect(listing().join()).toContain('/opt/a.conf');
  });

  it('writes as ever where it could not begin', async () => {
    const { options, calls, listing } = beginning('begin');
    await build(options);
    expect(calls).toEqual(['begin', 'open', 'write']);
    expect(listing().join()).toContain('/opt/a.conf');
  });

  it('is stopped before its directory goes, when it fails', async () => {
    const { options, calls, top } = beginning('write');
    await expect(build(options)).rejects.toThrow('no');
    expect(calls).toEqual(['begin', 'open', 'begun.write', 'stop']);
    // What was learned of the host's files is kept, on filesystems that tell when one is changed.
    expect(readdirSync(top).filter((name) => name !== 'cache')).toEqual(['in']);
  });
});

describe('what is wrong with the options', () => {
  it.each<[string, (s: ReturnType<typeof scene>) => Partial<BuildOptions>, string]>([
    ['an input that is not there', ({ top }) => ({ inputs: [`${top}/none`] }), 'INPUT_MISSING'],
    ['a relative TMPDIR: edge case 7', () => ({ temporaryDirectory: 'tmp' }), 'TMPDIR_RELATIVE'],
    [
      'an output whose parent is not there',
      ({ top }) => ({ output: `${top}/none/out` }),
      'OUTPUT_PARENT',
    ],
    [
      'an output that is a file',
      ({ top }) => ({ output: `${top}/in/packages` }),
      'OUTPUT_NOT_DIRECTORY',
    ],
    ['an output that is an input', ({ top }) => ({ output: `${top}/in` }), 'OUTPUT_HOLDS_INPUT'],
    ['an output that holds an input', ({ top }) => ({ output: top }), 'OUTPUT_HOLDS_INPUT'],
    ['a lock file that cannot be', ({ top }) => ({ lock: `${top}/none/lock` }), 'LOCK_FILE'],
  ])('%s', async (_, wrong, code) => {
    const it = scene();
    await expect(build({ ...it.options, ...wrong(it) })).rejects.toMatchObject({ code });
    expect(readdirSync(it.top)).toEqual(['in']);
    expect(readdirSync(`${it.top}/in`)).toHaveLength(4);
  });

  it('an input by way of a link lies where it lies', async () => {
    const it = scene();
    mkdirSync(`${it.top}/out`);
    renameSync(`${it.top}/in`, `${it.top}/out/in`);
    symlinkSync('out/in', `${it.top}/in`);
    await expect(build(it.options)).rejects.toMatchObject({ code: 'OUTPUT_HOLDS_INPUT' });
  });

  it('a package database that is not there is an error, not a rebuild: edge case 9', async () => {
    const it = scene();
    await build(it.options);
    unlinkSync(`${it.root}/db`);
    await expect(build({ ...it.options, ifNewer: true })).rejects.toThrow('ENOENT');
    expect(existsSync(`${it.top}/out/listing`)).toBe(true);
  });
});

describe('what fails in the middle leaves the old output as it was, and no litter', () => {
  const reason = new Error('enough');

  async function old() {
    const it = scene();
    await build(it.options);
    const listing = it.listing();
    const left = () => [
      readdirSync(it.top),
      readdirSync(`${it.top}/out`),
      readdirSync(it.options.temporaryDirectory!),
      it.listing(),
    ];
    return { ...it, left, whole: [['cache', 'in', 'out'], ['listing', 'options'], [], listing] };
  }

  it('the writer throws', async () => {
    const it = await old();
    it.writer.middle = (directory) => {
      mkdirSync(`${directory}/d`);
      writeFileSync(`${directory}/d/x`, '');
      chmodSync(`${directory}/d`, 0o555);
      throw reason;
    };
    await expect(build(it.options)).rejects.toBe(reason);
    expect(it.left()).toEqual(it.whole);
  });

  it.each([
    'read the appliance',
    'read base images',
    'read the package database',
    'resolve dependencies',
    'list files',
    'look at files',
    'write listing',
  ])('an abort after: %s', async (stage) => {
    const it = await old();
    const controller = new AbortController();
    const report = (event: SuperminEvent) => {
      if (event.kind === 'stage' && event.name === stage) controller.abort(reason);
    };
    await expect(build({ ...it.options, report, signal: controller.signal })).rejects.toBe(reason);
    expect(it.left()).toEqual(it.whole);
  });

  it('an abort while the writer writes', async () => {
    const it = await old();
    const controller = new AbortController();
    it.writer.middle = async (_, { signal }) => {
      setImmediate(() => controller.abort(reason));
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
    };
    await expect(build({ ...it.options, signal: controller.signal })).rejects.toBe(reason);
    expect(it.left()).toEqual(it.whole);
  });

  it('a large base archive is kept in a file without a name, which is gone', async () => {
    const it = await old();
    writeFileSync(
      `${it.top}/in/large.tar`,
      archive([{ name: 'large', content: 'x'.repeat(17 << 20) }]),
    );
    await build(it.options);
    expect(it.listing()).toContain('/large ...');
    expect(openScratchFiles()).toEqual([]);
    expect(readdirSync(it.options.temporaryDirectory!)).toEqual([]);
  });

  it('an appliance that is damaged', async () => {
    const it = await old();
    writeFileSync(`${it.top}/in/zz`, '\x1f\x8b damaged', 'latin1');
    await expect(build(it.options)).rejects.toMatchObject({ code: 'APPLIANCE_COMPRESSION' });
    expect(it.left()).toEqual(it.whole);
  });
});

describe('ifNewer', () => {
  type Scene = ReturnType<typeof scene>;

  async function built(): Promise<Scene> {
    const it = scene();
    it.writer.watched = [`${it.top}/kernel`];
    await build(it.options);
    return it;
  }

  it('the first look after the kernel wrote the output makes sure of it, for later boots', async () => {
    const it = await built();
    const records = new RecordStore(it.options.cacheDirectory!);
    const again = { ...it.options, ifNewer: true };
    const { record } = await build(again);
    expect(record).toMatchObject({ synced: false });
    records.save(record!.output, { ...record!, builtAt: record!.builtAt - 61 });
    expect((await build(again)).record).toMatchObject({ synced: true });
    expect(records.load(record!.output)).toMatchObject({ synced: true });
  });

  it('gives what is known of the output, built or not', async () => {
    const it = scene();
    const { record } = await build(it.options);
    expect(record).toMatchObject({ output: `${it.top}/out`, facts: { '--format': 'listing' } });
    expect(await build({ ...it.options, ifNewer: true })).toEqual({ built: false, record });
    const { cacheDirectory, ...forgetful } = it.options;
    expect(await build(forgetful)).toEqual({ built: true });
  });

  it('does nothing when nothing has changed, and says so', async () => {
    const it = await built();
    expect(await build({ ...it.options, ifNewer: true })).toMatchObject({ built: false });
    expect(it.writer.runs).toBe(1);
    expect(it.messages().at(-1)).toBe('if-newer: output does not need rebuilding');
  });

  it('asks no plugin then', async () => {
    const it = await built();
    const never = () => Promise.reject(new Error('loaded'));
    const { built: again } = await build({
      ...it.options,
      ifNewer: true,
      backend: never,
      writer: never,
    });
    expect(again).toBe(false);
  });

  it.each<[string, boolean, (s: Scene) => unknown]>([
    [
      'outputs touched: libguestfs does',
      false,
      ({ top }) => {
        for (const name of ['listing', 'options']) utimesSync(`${top}/out/${name}`, 9, 9);
      },
    ],
    [
      'a file that has nothing to do with it',
      false,
      ({ top, root }) => {
        writeFileSync(`${top}/other`, '');
        writeFileSync(`${root}/other`, '');
      },
    ],
    ['one output deleted', true, ({ top }) => unlinkSync(`${top}/out/listing`)],
    ['the other output deleted', true, ({ top }) => unlinkSync(`${top}/out/options`)],
    ['the whole output moved away', true, ({ top }) => renameSync(`${top}/out`, `${top}/gone`)],
    [
      'an input edited inside of its folder',
      true,
      ({ top }) => appendFileSync(`${top}/in/packages`, '\n'),
    ],
    ['an input more in the folder', true, ({ top }) => writeFileSync(`${top}/in/more`, '')],
    ['an input less in the folder', true, ({ top }) => unlinkSync(`${top}/in/excludefiles`)],
    ['the package database', true, ({ root }) => utimesSync(`${root}/db`, 9, 9)],
    ['a hostfile edited', true, ({ root }) => appendFileSync(`${root}/opt/a.conf`, 'x')],
    ['a hostfile more', true, ({ root }) => writeFileSync(`${root}/opt/b.conf`, '')],
    ['a hostfile of a plain name', true, ({ root }) => writeFileSync(`${root}/later`, '')],
    ['a kernel that comes', true, ({ top }) => writeFileSync(`${top}/kernel`, '')],
    ["one of the writer's options", true, () => ({ writerOptions: { size: '9G' } })],
    ['--copy-kernel', true, () => ({ copyKernel: true })],
    ['--include-packagelist', true, () => ({ includePackagelist: true })],
    ['--host-cpu', true, () => ({ cpu: 'riscv64' })],
    ['SOURCE_DATE_EPOCH', true, () => ({ sourceDateEpoch: 1 })],
    ['SUPERMIN_KERNEL', true, () => ({ environment: { SUPERMIN_KERNEL: '/k' } })],
    ["a plugin's version", true, () => ({ facts: { 'writer-listing': '2' } })],
    ['another output', true, ({ top }) => ({ output: `${top}/out2` })],
  ])('%s', async (_, rebuilds, change) => {
    const it = await built();
    const changed = change(it) as Partial<BuildOptions> | undefined;
    const options = { ...it.options, ...changed, ifNewer: true };
    expect(await build(options)).toMatchObject({ built: rebuilds });
    expect(await build(options)).toMatchObject({ built: false });
  });

  it('a damaged record is none: times decide', async () => {
    const it = await built();
    const [record] = readdirSync(`${it.top}/cache/builds`);
    for (const changed of [false, true]) {
      writeFileSync(`${it.top}/cache/builds/${record}`, '{"version":2}');
      if (changed) appendFileSync(`${it.top}/in/packages`, '\n');
      expect(await build({ ...it.options, ifNewer: true })).toMatchObject({ built: changed });
    }
  });

  it('gives one reason, also when it has to wait for the lock', async () => {
    const it = await built();
    appendFileSync(`${it.top}/in/packages`, '\n');
    await build({ ...it.options, ifNewer: true, lock: `${it.top}/lock` });
    expect(it.messages().filter((text) => text.startsWith('if-newer'))).toEqual([
      `if-newer: output needs rebuilding: ${it.top}/in/packages has changed`,
    ]);
  });

  it('what changes while it is built makes the output stale', async () => {
    for (const path of ['in/packages', 'root/opt/a.conf', 'root/db']) {
      const it = scene();
      it.writer.middle = () =>
        appendFileSync(
          path.startsWith('in') ? `${it.top}/${path}` : `${it.root}/${path.slice(5)}`,
          '\n',
        );
      await build(it.options);
      it.writer.middle = () => {};
      expect(await build({ ...it.options, ifNewer: true }), path).toMatchObject({ built: true });
    }
  });

  it('a failed build is not remembered, and spoils no earlier one', async () => {
    const it = await built();
    it.writer.middle = () => {
      throw new Error('no');
    };
    await expect(build({ ...it.options, writerOptions: { size: '9G' } })).rejects.toThrow('no');
    expect(await build({ ...it.options, ifNewer: true })).toMatchObject({ built: false });
  });

  it('where it cannot be remembered, it is built all the same', async () => {
    const it = scene();
    writeFileSync(`${it.top}/cache`, '');
    expect(await build(it.options)).toMatchObject({ built: true });
    expect(it.messages().at(-1)).toContain('if-newer: cannot remember this build: ');
  });
});

describe('lock', () => {
  it('one at a time; who waited looks again whether there is anything to do', async () => {
    const it = scene();
    const options = { ...it.options, lock: `${it.top}/lock`, ifNewer: true };
    let inside = 0;
    it.writer.middle = async () => {
      expect(++inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      inside--;
    };
    const results = await Promise.all([build(options), build(options), build(options)]);
    expect(results.filter(({ built }) => built)).toHaveLength(1);
    expect(it.writer.runs).toBe(1);
    await Promise.all([
      build({ ...options, ifNewer: false }),
      build({ ...options, ifNewer: false }),
    ]);
    expect(it.writer.runs).toBe(3);
  });

  it('who needs no build does not wait', async () => {
    const it = scene();
    const options = { ...it.options, lock: `${it.top}/lock`, ifNewer: true };
    await build(options);
    const lock = await LockFile.acquire(options.lock, {
      signal: new AbortController().signal,
      report: () => {},
    });
    expect(await build({ ...options, lockTimeout: 0 })).toMatchObject({ built: false });
    await expect(build({ ...options, ifNewer: false, lockTimeout: 0 })).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
    });
    lock.release();
  });

  it('is free after a failure', async () => {
    const it = scene();
    const options = { ...it.options, lock: `${it.top}/lock`, lockTimeout: 0 };
    it.writer.middle = () => {
      throw new Error('no');
    };
    await expect(build(options)).rejects.toThrow('no');
    await expect(build(options)).rejects.toThrow('no');
  });
});

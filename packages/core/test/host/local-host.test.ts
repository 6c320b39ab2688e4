import {
  chmodSync,
  linkSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { pathOutside } from '../../src/host/place.ts';
import { fromUnicode, toSystemPath } from '../../src/path/byte-path.ts';
import { ask, compiled } from '../support/child.ts';
import { available, isRoot, run } from '../support/programs.ts';

const CWD = process.cwd();

afterEach(() => process.chdir(CWD));

/** An image with an absolute link, and a decoy outside of it that such a link must never reach. */
function image(): { root: string; outside: string } {
  const top = scratchDirectory();
  const root = `${top}/root`;
  writeFiles(top, {
    'root/etc/os-release': 'ID=inside\n',
    'root/usr/lib/x': 'inside\n',
    'outside/x': 'outside\n',
    'outside/etc/os-release': 'ID=outside\n',
  });
  return { root, outside: `${top}/outside` };
}

describe('the root /', () => {
  it('is what the system says', () => {
    const host = localHost();
    const directory = scratchDirectory({ b: 'text', a: '' });
    expect(host.root).toBe('/');
    expect(host.readFile(`${directory}/b`).toString()).toBe('text');
    expect(host.readdir(directory)).toEqual(['a', 'b']);
    expect(pathOutside(host, `${directory}/b`)).toBe(`${directory}/b`);
    expect(() => host.readFile(`${directory}/no`)).toThrow('ENOENT');
    expect(() => host.readdir(`${directory}/b`)).toThrow('ENOTDIR');
    expect(() => host.readFile(directory)).toThrow('EISDIR');
  });

  it.each(['no', 'file/below', 'loop', 'loop/below', 'n'.repeat(300)])('nothing at %s', (name) => {
    const directory = scratchDirectory({ file: '' });
    symlinkSync('loop', `${directory}/loop`);
    const host = localHost();
    expect(host.stat(`${directory}/${name}`)).toBeUndefined();
    expect(host.lstat(`${directory}/${name}`)?.type).toBe(name === 'loop' ? 'symlink' : undefined);
  });

  it('reads /proc, whose files say that they are empty', () => {
    expect(localHost().readFile('/proc/self/stat').length).toBeGreaterThan(10);
  });

  it('refuses a fifo, without waiting for it', () => {
    const directory = scratchDirectory();
    run('mkfifo', [`${directory}/fifo`]);
    expect(() => localHost().readFile(`${directory}/fifo`)).toThrow('is not a regular file');
    expect(() => localHost().readFile('/dev/zero')).toThrow('is not a regular file');
  });

  it('names a directory that is read as a file', () => {
    const directory = scratchDirectory();
    expect(() => localHost(directory).readFile('/')).toThrow(
      expect.objectContaining({ code: 'EISDIR', message: expect.stringContaining("read '/'") }),
    );
  });

  it('names that are not UTF-8', () => {
    const directory = scratchDirectory();
    const names = ['caf\xe9', fromUnicode('café'), '\xff\xfe'];
    for (const name of names) writeFileSync(toSystemPath(`${directory}/${name}`), name, 'latin1');
    symlinkSync(Buffer.from('caf\xe9', 'latin1'), `${directory}/link`);
    const host = localHost();
    expect(host.readdir(directory)).toEqual([fromUnicode('café'), 'caf\xe9', 'link', '\xff\xfe']);
    expect(host.readFile(`${directory}/caf\xe9`).toString('latin1')).toBe('caf\xe9');
    expect(host.readlink(`${directory}/link`)).toBe('caf\xe9');
    expect(host.stat(`${directory}/link`)?.size).toBe(4);
  });
});

describe('lstat', () => {
  it('tells what stat(1) tells', () => {
    const directory = scratchDirectory({ file: 'x'.repeat(5000) });
    linkSync(`${directory}/file`, `${directory}/hard`);
    symlinkSync('file', `${directory}/link`);
    run('mkfifo', [`${directory}/fifo`]);
    run('truncate', ['-s', '10M', `${directory}/sparse`]);
    mkdirSync(`${directory}/dir`);
    chmodSync(`${directory}/file`, 0o4751);
    chmodSync(`${directory}/dir`, 0o1777);
    utimesSync(`${directory}/sparse`, 0, 5_000_000_000.25);
    const types: Record<string, string> = {
      'regular file': 'file',
      'symbolic link': 'symlink',
      'character special file': 'character',
    };
    for (const path of ['file', 'hard', 'link', 'fifo', 'sparse', 'dir']
      .map((name) => `${directory}/${name}`)
      .concat('/dev/null', '/dev/tty', '/')) {
      const format = '%F|%a|%u|%g|%s|%h|%d|%i|%t|%T|%b|%.9Y';
      const [type, mode, ...rest] = run('stat', [`--format=${format}`, path])
        .toString()
        .trim()
        .split('|');
      const found = localHost().lstat(path)!;
      expect(found.type).toBe(types[type!] ?? type);
      expect(found.mode.toString(8)).toBe(mode);
      expect(
        [found.uid, found.gid, found.size, found.nlink, found.dev, found.ino].map(String),
      ).toEqual(rest.slice(0, 6));
      expect([found.rdevMajor.toString(16), found.rdevMinor.toString(16)]).toEqual(
        found.type === 'character' ? rest.slice(6, 8) : ['0', '0'],
      );
      expect(found.blocks).toBe(Number(rest[8]));
      expect(found.mtime).toBeCloseTo(Number(rest[9]), 5);
    }
  });

  it('times before 1970', () => {
    const directory = scratchDirectory({ file: '' });
    run('touch', ['-d', '@-86400.5', `${directory}/file`]);
    expect(localHost().lstat(`${directory}/file`)?.mtime).toBeCloseTo(-86_400.5, 3);
  });

  it.runIf(available('device numbers of 12 and 20 bits: mknod needs root', isRoot))(
    'large device numbers',
    () => {
      const directory = scratchDirectory();
      run('mknod', [`${directory}/b`, 'b', '4095', '1048575']);
      run('mknod', [`${directory}/c`, 'c', '259', '70000']);
      expect(localHost().lstat(`${directory}/b`)).toMatchObject({
        type: 'block',
        rdevMajor: 4095,
        rdevMinor: 1048575,
      });
      expect(localHost().lstat(`${directory}/c`)).toMatchObject({
        type: 'character',
        rdevMajor: 259,
        rdevMinor: 70000,
      });
    },
  );
});

describe('another root', () => {
  it('is where paths are read from', () => {
    const { root } = image();
    const host = localHost(root);
    expect(host.root).toBe(root);
    expect(host.readFile('/etc/os-release').toString()).toBe('ID=inside\n');
    expect(host.readdir('/')).toEqual(['etc', 'usr']);
    expect(pathOutside(host, '/etc/os-release')).toBe(`${root}/etc/os-release`);
    expect(pathOutside(host, '/')).toBe(root);
    expect(host.lstat('/nothing/at/all')).toBeUndefined();
  });

  it.each(['/', '//', ''])('final slashes do not matter: %j', (end) => {
    const { root } = image();
    expect(pathOutside(localHost(root + end), '/etc/x')).toBe(`${root}/etc/x`);
  });

  it('relative: counts from the directory of now, also later', () => {
    const { root, outside } = image();
    process.chdir(root);
    const hosts = [localHost('.'), localHost('./'), localHost('../root')];
    process.chdir(outside);
    for (const host of hosts) {
      expect(host.readFile('/etc/os-release').toString()).toBe('ID=inside\n');
      expect(realpathSync(pathOutside(host, '/etc/os-release')!)).toBe(`${root}/etc/os-release`);
    }
  });

  it('may itself be a link', () => {
    const { root } = image();
    symlinkSync('root', `${root}/../alias`);
    expect(localHost(`${root}/../alias`).readFile('/etc/os-release').toString()).toBe(
      'ID=inside\n',
    );
  });

  it.each<[string, string, string]>([
    ['relative', 'usr/lib', '/lib/x'],
    ['absolute', '/usr/lib', '/lib/x'],
    ['with a slash at its end', '/usr/lib/', '/lib/x'],
    ['upwards, too far', '../../../../usr/lib', '/lib/x'],
    ['to the file', '/usr/lib/x', '/lib'],
    ['to the file, relative', 'usr/../usr/./lib/x', '/lib'],
  ])('a link that is %s stays inside', (_, target, path) => {
    const { root } = image();
    symlinkSync(target, `${root}/lib`);
    const host = localHost(root);
    expect(host.readFile(path).toString()).toBe('inside\n');
    expect(host.stat(path)?.type).toBe('file');
  });

  it('links are followed one by one, directories of links included', () => {
    const { root } = image();
    symlinkSync('/one', `${root}/lib`);
    symlinkSync('usr/two', `${root}/one`);
    symlinkSync('../usr/lib/.', `${root}/usr/two`);
    symlinkSync('../../lib/x', `${root}/usr/lib/y`);
    symlinkSync('lib/..', `${root}/up`);
    const host = localHost(root);
    expect(host.readFile('/lib/x').toString()).toBe('inside\n');
    expect(host.readFile('/lib/y').toString()).toBe('inside\n');
    expect(pathOutside(host, '/lib/x')).toBe(`${root}/usr/lib/x`);
    expect(host.readdir('/up')).toEqual(['lib', 'two']);
    expect(host.lstat('/lib/y')?.type).toBe('symlink');
    expect(host.readlink('/lib/y')).toBe('../../lib/x');
  });

  it.each(['absolute', 'relative'])('never leads out: %s', (kind) => {
    const { root, outside } = image();
    symlinkSync(kind === 'absolute' ? outside : '../outside', `${root}/out`);
    symlinkSync(kind === 'absolute' ? `${outside}/x` : '../outside/x', `${root}/file`);
    const host = localHost(root);
    for (const path of ['/out/x', '/file', '/../outside/x', '/etc/../../outside/x', '/out/../x']) {
      expect(() => host.readFile(path)).toThrow('ENOENT');
      expect(host.stat(path)).toBeUndefined();
    }
    expect(() => host.readdir('/out')).toThrow('ENOENT');
    expect(host.readdir('/..')).toEqual(['etc', 'file', 'out', 'usr']);
    expect(pathOutside(host, '/..')).toBe(root);
    expect(pathOutside(host, '/out/x')?.startsWith(root)).toBe(true);
  });

  it('links that loop: nothing there, and the error of the system', () => {
    const { root } = image();
    symlinkSync('b', `${root}/a`);
    symlinkSync('/a', `${root}/b`);
    symlinkSync('self/x', `${root}/self`);
    const host = localHost(root);
    for (const path of ['/a', '/a/x', '/self', '/self/x']) {
      expect(host.stat(path)).toBeUndefined();
      expect(() => host.readFile(path)).toThrow('ELOOP');
    }
    expect(host.lstat('/a')?.type).toBe('symlink');
    expect(host.lstat('/a/x')).toBeUndefined();
  });

  it('links that double at every step do not take for ever', () => {
    const root = scratchDirectory();
    symlinkSync('.', `${root}/0`);
    for (let i = 1; i <= 35; i++) symlinkSync(`${i - 1}/${i - 1}`, `${root}/${i}`);
    const host = localHost(root);
    expect(() => host.stat('/35/x')).not.toThrow();
  });

  it('a name that is not UTF-8', () => {
    const top = scratchDirectory();
    const root = `${top}/caf\xe9`;
    mkdirSync(toSystemPath(root));
    writeFileSync(toSystemPath(`${root}/\xff`), 'x');
    const host = localHost(root);
    expect(host.readdir('/')).toEqual(['\xff']);
    expect(host.readFile('/\xff').toString()).toBe('x');
  });
});

describe('an ordinary user', () => {
  it('is told EACCES where it is so', async () => {
    const root = scratchDirectory({ 'closed/file': '', secret: '' });
    chmodSync(root, 0o755);
    chmodSync(`${root}/secret`, 0);
    chmodSync(`${root}/closed`, 0);
    const code = `
      import { localHost } from '@core/host/local-host.js';
      const host = localHost(process.argv[1]);
      const attempt = (work) => { try { return work()?.type ?? 'nothing'; } catch (error) { return error.code; } };
      console.log(JSON.stringify([
        attempt(() => host.readFile('/secret')), attempt(() => host.lstat('/secret')),
        attempt(() => host.lstat('/closed/file')), attempt(() => host.readdir('/closed')),
      ]));`;
    expect(await ask(compiled(), code, { nobody: true, args: [root] })).toEqual([
      'EACCES',
      'file',
      'EACCES',
      'EACCES',
    ]);
  });
});

it('runs programs of this machine, whatever the root', async () => {
  const { stdout } = await localHost(image().root).run('echo', ['hello']);
  expect(stdout.toString()).toBe('hello\n');
});

import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { Pacer } from '@supermin/core';
import { listDirectory } from '@supermin/test-support/listing';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { device, directory, file, special, symlink, treeOf } from '@supermin/test-support/trees';
import { asOrdinaryUser, IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { contextOf } from '@supermin/test-support/writers';
import { describe, expect, it, vi } from 'vitest';
import { planChroot } from '../../src/plan/chroot-plan.ts';
import { writeChroot } from '../../src/write/write-chroot.ts';
import { write } from '../support/write.ts';

const HAS_SETFATTR = spawnSync('getfattr', ['--version']).status === 0;
if (!HAS_SETFATTR) console.log('writer-chroot: no setfattr, extended attributes are not tested');
if (!IS_ROOT) console.log('writer-chroot: owners and devices are tested by root only');

/** All extended attributes below a directory, as getfattr(1) prints them. */
function attributesIn(top: string): string {
  return execFileSync('getfattr', ['-Rhd', '-m', '-', '-e', 'text', '.'], {
    cwd: top,
    encoding: 'utf8',
  });
}

describe('writeChroot', () => {
  it('makes everything that a user may make, with modes, times, bytes and targets', async () => {
    const out = scratchDirectory();
    const warnings = await write(
      treeOf({
        '/usr': directory({ mode: 0o555, mtime: 1_000_000_000 }),
        '/usr/bin/tool': file('bytes', { mode: 0o4755, mtime: 1_000_000_001.5 }),
        '/usr/closed': directory({ mode: 0o000, mtime: 3 }),
        '/usr/closed/f': file('inside', { mode: 0o000 }),
        '/tmp': directory({ mode: 0o1777 }),
        '/old': file('', { mtime: -86_400 }),
        '/new': file('', { mtime: 5_000_000_000 }),
        '/link': symlink('/usr/bin/tool', { mtime: 1_100_000_000 }),
        '/pipe': special('fifo', { mode: 0o622, mtime: 7 }),
        '/caf\xe9 \n"[*]': file('not UTF-8'),
      }),
      out,
    );
    expect(warnings).toEqual([]);
    const status = (path: string) => {
      const { mode, mtimeMs } = lstatSync(Buffer.from(out + path, 'latin1'));
      return [(mode & 0o7777).toString(8), mtimeMs / 1000];
    };
    expect(status('/usr')).toEqual(['555', 1_000_000_000]);
    expect(status('/usr/bin/tool')).toEqual(['4755', 1_000_000_001.5]);
    expect(status('/usr/bin')).toEqual(['755', 1_500_000_000]);
    expect(status('/usr/closed')).toEqual(['0', 3]);
    expect(status('/tmp')).toEqual(['1777', 1_600_000_000]);
    expect(status('/old')[1]).toBe(-86_400);
    expect(status('/new')[1]).toBe(5_000_000_000);
    expect(status('/link')[1]).toBe(1_100_000_000);
    expect(readlinkSync(`${out}/link`)).toBe('usr/bin/tool');
    expect(status('/pipe')).toEqual(['622', 7]);
    expect(lstatSync(`${out}/pipe`).isFIFO()).toBe(true);
    expect(readFileSync(`${out}/usr/bin/tool`, 'utf8')).toBe('bytes');
    expect(readFileSync(Buffer.from(`${out}/caf\xe9 \n"[*]`, 'latin1'), 'utf8')).toBe('not UTF-8');
    // Nothing of the workshop is left.
    expect(readdirSync(out, 'latin1').sort()).toEqual(
      ['caf\xe9 \n"[*]', 'link', 'new', 'old', 'pipe', 'tmp', 'usr'].sort(),
    );
  });

  it('keeps hard links, of files and fifos', async () => {
    const out = scratchDirectory();
    const [one, pipe] = [file('same'), special('fifo')];
    await write(treeOf({ '/a': one, '/d/b': one, '/d/c': one, '/p': pipe, '/q': pipe }), out);
    expect(statSync(`${out}/a`).nlink).toBe(3);
    expect(statSync(`${out}/d/c`).ino).toBe(statSync(`${out}/a`).ino);
    expect(lstatSync(`${out}/p`).ino).toBe(lstatSync(`${out}/q`).ino);
  });

  it('leaves sockets out, with a warning', async () => {
    const out = scratchDirectory();
    const warnings = await write(treeOf({ '/run/s': special('socket') }), out);
    expect(warnings).toEqual(['/run/s is left out of the chroot: it is a socket']);
    expect(readdirSync(`${out}/run`)).toEqual([]);
  });

  it('is not put off by a name of its own workshop in the tree', async () => {
    const out = scratchDirectory();
    await write(treeOf({ '/.supermin-special': file('mine'), '/p': special('fifo') }), out);
    expect(readdirSync(out).sort()).toEqual(['.supermin-special', 'p']);
  });

  it('makes nothing through what stands there already, and says where', async () => {
    const out = scratchDirectory();
    const victim = `${scratchDirectory()}/victim`;
    execFileSync('ln', ['-s', victim, `${out}/f`]);
    await expect(write(treeOf({ '/f': file('bytes') }), out)).rejects.toThrow(
      expect.objectContaining({ code: 'CHROOT_WRITE', message: `cannot write ${out}/f (EEXIST)` }),
    );
    expect(lstatSync(victim, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('ends with progress at its total', async () => {
    const events: unknown[] = [];
    const tree = treeOf({ '/a': file('123'), '/b': file('4567') });
    const out = scratchDirectory();
    await writeChroot(planChroot(tree, out), out, {
      ...contextOf(),
      link: 'auto',
      report: (event) => events.push(event),
    });
    expect(events.at(-1)).toEqual({ kind: 'progress', done: 7, total: 7, unit: 'bytes' });
  });

  it('ends with the reason of an abort', async () => {
    const out = scratchDirectory();
    const reason = new Error('enough');
    const due = vi.spyOn(Pacer.prototype, 'due').mockReturnValue(true);
    const controller = new AbortController();
    const writing = writeChroot(planChroot(treeOf({ '/d/f': file('x') }), out), out, {
      ...contextOf(),
      link: 'auto',
      signal: controller.signal,
    });
    controller.abort(reason);
    await expect(writing).rejects.toBe(reason);
    due.mockRestore();
    expect(listDirectory(out).has('/d/f')).toBe(false);
  });

  it('opens its directories to others only when all that is in them is finished', async () => {
    const out = scratchDirectory();
    const modes: string[] = [];
    const due = vi.spyOn(Pacer.prototype, 'due').mockImplementation(() => {
      const made = listDirectory(out);
      if (!made.has('/z/last'))
        modes.push(...['/d', '/z'].flatMap((path) => made.get(path)?.mode ?? []));
      return false;
    });
    await write(treeOf({ '/d': directory(), '/d/f': file('x'), '/z/last': file('y') }), out);
    due.mockRestore();
    expect(modes.length).toBeGreaterThan(2);
    expect(new Set(modes)).toEqual(new Set(['700']));
    expect(listDirectory(out).get('/d')?.mode).toBe('755');
  });

  describe.runIf(HAS_SETFATTR)('extended attributes', () => {
    it('sets them on files, also on those that may not be written to, and on directories', async () => {
      const out = scratchDirectory();
      const xattrs = new Map([['user.note', Buffer.from('a "value"\n')]]);
      const warnings = await write(
        treeOf({
          '/f': file('x', { mode: 0o444, xattrs }),
          '/d': directory({ mode: 0o555, mtime: 9, xattrs }),
          '/d/caf\xe9\n# file: f': file('', { xattrs: new Map([['user.1', Buffer.from('=')]]) }),
        }),
        out,
      );
      expect(warnings).toEqual([]);
      expect(lstatSync(`${out}/f`).mode & 0o7777).toBe(0o444);
      expect(lstatSync(`${out}/d`).mtimeMs).toBe(9000);
      const printed = attributesIn(out);
      const value = 'user.note="a \\"value\\"\\012"\n';
      expect(printed).toContain(`# file: f\n${value}`);
      expect(printed).toContain(`# file: d\n${value}`);
      expect(printed).toContain('\\012# file: f\nuser.1="="\n');
    });

    it('sets empty ones', async () => {
      const out = scratchDirectory();
      const xattrs = new Map([['user.empty', Buffer.of()]]);
      expect(await write(treeOf({ '/f': file('x', { xattrs }) }), out)).toEqual([]);
      expect(attributesIn(out)).toContain('# file: f\nuser.empty=""\n');
    });

    it('says in one warning what could not be set', async () => {
      const out = scratchDirectory();
      const xattrs = new Map([['nonsense.x', Buffer.from('y')]]);
      const warnings = await write(
        treeOf({ '/a': file('', { xattrs }), '/b': file('', { xattrs }) }),
        out,
      );
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('chroot: 2 extended attributes could not be set (');
    });
  });

  it('does without setfattr, and says so', async () => {
    const out = scratchDirectory();
    const xattrs = new Map([['user.x', Buffer.from('y')]]);
    vi.stubEnv('PATH', '/nowhere');
    const warnings = await write(treeOf({ '/a': file('', { mode: 0o444, xattrs }) }), out);
    vi.unstubAllEnvs();
    expect(warnings).toEqual([
      "chroot: 1 extended attribute could not be set (/a: the program 'setfattr' was not found)",
    ]);
    expect(lstatSync(`${out}/a`).mode & 0o777).toBe(0o444);
  });

  describe.runIf(IS_ROOT)('for root', () => {
    it('sets owners of everything, and makes devices', async () => {
      const out = scratchDirectory();
      const owner = { uid: 4_000_000_000, gid: 70_000 };
      const warnings = await write(
        treeOf({
          '/d': directory({ ...owner, mode: 0o2770 }),
          '/d/f': file('x', { ...owner, mode: 0o6711 }),
          '/d/l': symlink('f', owner),
          '/d/p': special('fifo', owner),
          '/dev/null': device('character', 1, 3, { mode: 0o666, uid: 0, gid: 0 }),
          '/dev/disk': device('block', 259, 70_000, { ...owner, mode: 0o660, mtime: 5 }),
        }),
        out,
      );
      expect(warnings).toEqual([]);
      for (const [path, { owner: found }] of listDirectory(out)) {
        const expected = path.startsWith('/d/') || path === '/d' || path === '/dev/disk';
        expect([path, found]).toEqual([path, expected ? '4000000000:70000' : '0:0']);
      }
      expect(lstatSync(`${out}/d`).mode & 0o7777).toBe(0o2770);
      expect(lstatSync(`${out}/d/f`).mode & 0o7777).toBe(0o6711);
      const stat = (path: string) =>
        execFileSync('stat', ['-c', '%F %a %Hr:%Lr %Y', path], { encoding: 'utf8' }).trim();
      expect(stat(`${out}/dev/null`)).toBe('character special file 666 1:3 1600000000');
      expect(stat(`${out}/dev/disk`)).toBe('block special file 660 259:70000 5');
    });

    it.runIf(HAS_SETFATTR)('keeps capabilities, which a change of the owner removes', async () => {
      const out = scratchDirectory();
      const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');
      const xattrs = new Map([['security.capability', capability]]);
      const ping = file('x', { uid: 7, mode: 0o755, xattrs });
      expect(await write(treeOf({ '/ping': ping }), out)).toEqual([]);
      expect(attributesIn(out)).toContain('security.capability=');
    });

    it('gives files the right group in a directory that hands its own on', async () => {
      const out = scratchDirectory();
      execFileSync('chgrp', ['4242', out]);
      execFileSync('chmod', ['2755', out]);
      await write(treeOf({ '/f': file('x'), '/d/f': file('x'), '/l': symlink('f') }), out);
      for (const [path, { owner, mode }] of listDirectory(out)) {
        expect([path, owner]).toEqual([path, '0:0']);
        expect([path, mode]).not.toEqual([path, '2755']);
      }
    });
  });

  it('does for an ordinary user what it may, and says in one line what it could not', async () => {
    const out = scratchDirectory();
    if (IS_ROOT) execFileSync('chown', [`${NOBODY}:${NOBODY}`, out]);
    const root = { uid: 0, gid: 0 };
    const null_ = device('character', 1, 3, root);
    const warnings = await asOrdinaryUser(() =>
      write(
        treeOf({
          '/usr': directory({ ...root, mode: 0o555, mtime: 4 }),
          '/usr/su': file('x', { ...root, mode: 0o4755 }),
          '/usr/mine': file('x', {
            uid: process.geteuid!(),
            gid: process.getegid!(),
            mode: 0o4755,
          }),
          '/dev': directory(root),
          '/dev/null': null_,
          '/dev/zero': null_,
          '/dev/disk': device('block', 8, 0, root),
        }),
        out,
      ),
    );
    expect(warnings).toEqual([
      'chroot: 3 entries lack their owner or group, 1 file lacks its setuid or setgid bit, 2 devices are missing (/dev/disk, /dev/null)',
    ]);
    const listing = listDirectory(out);
    expect([...listing.keys()]).toEqual(['/dev', '/usr', '/usr/mine', '/usr/su']);
    expect(listing.get('/usr')).toMatchObject({ mode: '555', mtime: 4 });
    expect(listing.get('/usr/su')!.mode).toBe('755');
    expect(listing.get('/usr/mine')!.mode).toBe('4755');
  });

  it('fills directories that their owner may not enter', async () => {
    const out = scratchDirectory();
    if (IS_ROOT) execFileSync('chown', [`${NOBODY}:${NOBODY}`, out]);
    const tree = treeOf({
      '/shut': directory({ mode: 0o000 }),
      '/shut/inner': directory({ mode: 0o000 }),
      '/shut/inner/f': file('x'),
    });
    await asOrdinaryUser(() => write(tree, out));
    expect(lstatSync(`${out}/shut`).mode & 0o7777).toBe(0);
  });

  it.runIf(IS_ROOT)('gives files to groups that an ordinary user is in', async () => {
    const out = scratchDirectory();
    execFileSync('chown', [`${NOBODY}:${NOBODY}`, out]);
    const shared = file('x', { uid: NOBODY, gid: 1234, mode: 0o2755 });
    const warnings = await asOrdinaryUser(
      () => write(treeOf({ '/f': shared }), out),
      [NOBODY, 1234],
    );
    expect(listDirectory(out).get('/f')).toMatchObject({ owner: `${NOBODY}:1234`, mode: '2755' });
    expect(warnings).toEqual([]);
  });
});

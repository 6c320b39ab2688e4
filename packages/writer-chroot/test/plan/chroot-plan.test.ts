import { device, directory, file, special, symlink, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { planChroot } from '../../src/plan/chroot-plan.ts';

const paths = (list: readonly { path: string }[]) => list.map(({ path }) => path);

describe('planChroot', () => {
  it('sorts what there is by kind, parents first', () => {
    const xattrs = new Map([['user.x', Buffer.from('y')]]);
    const tree = treeOf({
      '/z/y/x': file('12345'),
      '/a': file('123', { xattrs }),
      '/b': symlink('/z/y'),
      '/dev/null': device('character', 1, 3),
      '/dev/pipe': special('fifo'),
      '/dev/log': special('socket', { xattrs }),
      '/z/d': directory({ xattrs }),
    });
    const plan = planChroot(tree, '/out');
    expect(plan.root).toBe(tree.root);
    expect(paths(plan.directories)).toEqual(['/dev', '/z', '/z/d', '/z/y']);
    expect(paths(plan.files)).toEqual(['/a', '/z/y/x']);
    expect(plan.symlinks.map(({ path, target }) => [path, target])).toEqual([['/b', 'z/y']]);
    expect(paths(plan.specials)).toEqual(['/dev/null', '/dev/pipe']);
    expect(plan.sockets).toEqual(['/dev/log']);
    expect(paths(plan.attributed)).toEqual(['/a', '/z/d']);
    expect(plan.hardLinks).toEqual([]);
    expect(plan.absoluteLinks).toEqual([]);
    expect(plan.bytes).toBe(8);
  });

  it('makes one file of several names, but a link of each name of a link', () => {
    const [linkedFile, fifo, link] = [file('12'), special('fifo'), symlink('/x')];
    const plan = planChroot(
      treeOf({
        ...{ '/a': linkedFile, '/d/b': linkedFile, '/p': fifo, '/q': fifo, '/l': link },
        ...{ '/d/l': link },
      }),
      '/out',
    );
    expect(paths(plan.files)).toEqual(['/a']);
    expect(paths(plan.specials)).toEqual(['/p']);
    expect(plan.hardLinks.map(({ path, first }) => [path, first])).toEqual([
      ['/d/b', '/a'],
      ['/q', '/p'],
    ]);
    expect(plan.symlinks.map(({ path, target }) => [path, target])).toEqual([
      ['/d/l', '../x'],
      ['/l', 'x'],
    ]);
    expect(plan.bytes).toBe(2);
  });

  it('keeps an absolute target where a relative one would be too long, and says so', () => {
    const target = `/${'n'.repeat(99)}`.repeat(41).slice(0, 4095);
    const plan = planChroot(treeOf({ '/a/b/l': symlink(target) }), '/out');
    expect(plan.symlinks[0]!.target).toBe(target);
    expect(plan.absoluteLinks).toEqual(['/a/b/l']);
  });

  it('refuses a path that is too long for Linux when it stands below the output', () => {
    const name = 'n'.repeat(255);
    const path = `/${name}`.repeat(15);
    const tree = treeOf({ [path]: file() });
    expect(() => planChroot(tree, `/${'o'.repeat(4095 - path.length - 1)}`)).not.toThrow();
    expect(() => planChroot(tree, `/${'o'.repeat(4095 - path.length)}`)).toThrow(
      expect.objectContaining({ code: 'CHROOT_PATH' }),
    );
  });
});

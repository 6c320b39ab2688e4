import { describe, expect, it } from 'vitest';
import { PathWalk } from '../../src/path/path-walk.ts';

/** Goes along a path where some names are links. */
function walked(path: string, links: Record<string, string> = {}) {
  const walk = new PathWalk<string>(path);
  for (let name = walk.next(); name !== undefined; name = walk.next()) {
    const target = links[name];
    if (target === undefined) walk.enter(name);
    else walk.follow(target);
  }
  return { way: walk.way, links: walk.links };
}

describe('PathWalk', () => {
  it.each([
    ['/', []],
    ['/a/./b//c/', ['a', 'b', 'c']],
    ['/a/../b', ['b']],
    ['/../../a', ['a']],
    ['/a/..b/...', ['a', '..b', '...']],
  ])('%s', (path, way) => {
    expect(walked(path)).toEqual({ way, links: 0 });
  });

  it('goes on with the target of a link, from the root or from where the link lies', () => {
    expect(walked('/a/l/b', { l: '/x/y' })).toEqual({ way: ['x', 'y', 'b'], links: 1 });
    expect(walked('/a/l/b', { l: 'x/y' })).toEqual({ way: ['a', 'x', 'y', 'b'], links: 1 });
    expect(walked('/a/l/../b', { l: 'x/m', m: '../y' })).toEqual({ way: ['a', 'b'], links: 2 });
  });

  it('tells what is still to come', () => {
    const walk = new PathWalk<string>('/a/b/./');
    walk.next();
    expect([walk.isAtEnd(), walk.hasMore()]).toEqual([false, true]);
    walk.next();
    expect([walk.isAtEnd(), walk.hasMore()]).toEqual([false, false]);
    const last = new PathWalk<string>('/a');
    last.next();
    expect([last.isAtEnd(), last.hasMore()]).toEqual([true, false]);
  });
});

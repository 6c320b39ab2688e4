import { scratchDirectory } from '@supermin/test-support/scratch';
import { nodesOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { layeredHost } from '../../src/layers/layered-host.ts';
import { addLayer } from '../support/layers.ts';

const { symlink, file } = nodesOf({ uid: 0, gid: 0 });

describe('layeredHost', () => {
  it('unpacks through the links that are there, and a later layer wins', async () => {
    const cache = scratchDirectory();
    const layers = [
      await addLayer(cache, 'a', [
        { name: './lib/', type: '5', mode: 0o755 },
        { name: './lib/x', content: 'first' },
        { name: './etc/y', content: 'first' },
      ]),
      await addLayer(cache, 'b', [
        { name: './usr/lib/', type: '5', mode: 0o700 },
        { name: './usr/lib/x', content: 'second' },
      ]),
    ];
    const make = () =>
      layeredHost({
        name: 'test:root',
        layers,
        below: new Map([['/lib', symlink('usr/lib')]]),
        above: new Map([['/etc/y', file('above')]]),
      });
    const host = make();
    expect(host.lstat('/lib')).toMatchObject({ type: 'symlink' });
    expect(host.readFile('/lib/x').toString()).toBe('second');
    expect(host.lstat('/usr/lib')).toMatchObject({ type: 'directory', mode: 0o700 });
    expect(host.readFile('/etc/y').toString()).toBe('above');
    // Layers are as they were.
    expect(make().readdir('/usr/lib')).toEqual(['x']);
    expect([...layers[0]!.tree.walk()].map(({ path }) => path)).toEqual([
      ...['/etc', '/etc/y', '/lib', '/lib/x'],
    ]);
  });

  it('changes, empties and covers what the layers have, in that order', async () => {
    const layers = [
      await addLayer(scratchDirectory(), 'a', [
        { name: './usr/bin/su', content: 'program', mode: 0o755 },
        { name: './var/cache/x', content: 'cached' },
        { name: './var/cache/d/y', content: 'cached' },
      ]),
    ];
    const host = layeredHost({
      name: 'test:root',
      layers,
      changed: new Map([
        ['/usr/bin/su', file('changed')],
        ['/var/cache/z', file('changed')],
      ]),
      emptied: ['/var/cache'],
      above: new Map([['/var/cache/kept', file('above')]]),
    });
    expect(host.readFile('/usr/bin/su').toString()).toBe('changed');
    expect(host.readdir('/var/cache')).toEqual(['kept']);
    expect(host.root).toBe('test:root');
  });
});

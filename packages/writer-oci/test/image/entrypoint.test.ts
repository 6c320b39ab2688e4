import { file, symlink, treeOf } from '@supermin/test-support/trees';
import { expect, it } from 'vitest';
import { startOf } from '../../src/image/entrypoint.ts';

const PROGRAM = file('x', { mode: 0o755 });

it.each([
  ['what was asked for', { '/init': PROGRAM }, ['/bin/a', 'b'], { Entrypoint: ['/bin/a', 'b'] }],
  ['/init', { '/init': PROGRAM, '/bin/sh': PROGRAM }, undefined, { Entrypoint: ['/init'] }],
  [
    '/init, a link',
    { '/init': symlink('usr/lib/init'), '/usr/lib/init': PROGRAM },
    undefined,
    { Entrypoint: ['/init'] },
  ],
  ['no /init that loops', { '/init': symlink('/init') }, undefined, {}],
  [
    'a shell, where /init is no program',
    { '/init': file('text'), '/bin': symlink('usr/bin'), '/usr/bin/sh': PROGRAM },
    undefined,
    { Cmd: ['/bin/sh'] },
  ],
  [
    'bash before sh',
    { '/bin/sh': PROGRAM, '/bin/bash': PROGRAM },
    undefined,
    { Cmd: ['/bin/bash'] },
  ],
  ['nothing', { '/f': PROGRAM }, undefined, {}],
])('a container starts %s', (_, nodes, asked, expected) => {
  expect(startOf(treeOf(nodes), asked)).toEqual(expected);
});

import {
  appendFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import {
  hostLinkStateOf,
  hostStateOf,
  NOT_THERE,
  outputStateOf,
  stateOf,
} from '../../src/cache/file-state.ts';
import { localHost } from '../../src/host/local-host.ts';

/** States of one path, in all ways, before and after. */
function changes(change: (root: string) => void): Record<string, boolean> {
  const root = scratchDirectory({ file: 'text' });
  symlinkSync('file', `${root}/link`);
  const host = localHost(root);
  const all = () => ({
    file: stateOf(`${root}/file`),
    'through a link': stateOf(`${root}/link`),
    output: outputStateOf(`${root}/file`),
    host: hostStateOf(host, '/link'),
    'link itself': hostLinkStateOf(host, '/link'),
  });
  const before: Record<string, string> = all();
  change(root);
  return Object.fromEntries(
    Object.entries(all()).map(([name, value]) => [name, value !== before[name]]),
  );
}

const CONTENT = {
  file: true,
  'through a link': true,
  output: true,
  host: true,
  'link itself': false,
};

describe('states', () => {
  it.each<[string, (root: string) => void, Record<string, boolean>]>([
    [
      'nothing',
      () => {},
      { ...CONTENT, file: false, 'through a link': false, output: false, host: false },
    ],
    ['more content', (root) => appendFileSync(`${root}/file`, 'x'), CONTENT],
    ['it goes', (root) => unlinkSync(`${root}/file`), CONTENT],
    ['touched', (root) => utimesSync(`${root}/file`, 1, 1), { ...CONTENT, output: false }],
    [
      'another file in its place, of the same size and time',
      (root) => {
        writeFileSync(`${root}/new`, 'next');
        utimesSync(`${root}/file`, 5, 5);
        utimesSync(`${root}/new`, 5, 5);
        renameSync(`${root}/new`, `${root}/file`);
      },
      CONTENT,
    ],
    [
      'the link leads elsewhere',
      (root) => {
        writeFileSync(`${root}/other`, 'text');
        unlinkSync(`${root}/link`);
        symlinkSync('other', `${root}/link`);
      },
      { file: false, 'through a link': true, output: false, host: true, 'link itself': true },
    ],
  ])('%s', (_, change, expected) => {
    expect(changes(change)).toEqual(expected);
  });

  it('what is not there, or cannot be looked at', () => {
    const root = scratchDirectory({ file: '' });
    symlinkSync('loop', `${root}/loop`);
    for (const name of ['none', 'file/below', 'loop/below', 'n'.repeat(300)]) {
      const path = `${root}/${name}`;
      const host = localHost();
      expect([
        stateOf(path),
        outputStateOf(path),
        hostStateOf(host, path),
        hostLinkStateOf(host, path),
      ]).toEqual(Array(4).fill(NOT_THERE));
    }
  });
});

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
  hostLinkSignatureOf,
  hostSignatureOf,
  NOT_THERE,
  outputSignatureOf,
  signatureOf,
} from '../../src/cache/signature.ts';
import { localHost } from '../../src/host/local-host.ts';

/** Signatures of one path, in all ways, before and after. */
function changes(change: (root: string) => void): Record<string, boolean> {
  const root = scratchDirectory({ file: 'text' });
  symlinkSync('file', `${root}/link`);
  const host = localHost(root);
  const all = () => ({
    file: signatureOf(`${root}/file`),
    'through a link': signatureOf(`${root}/link`),
    output: outputSignatureOf(`${root}/file`),
    host: hostSignatureOf(host, '/link'),
    'link itself': hostLinkSignatureOf(host, '/link'),
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

describe('signatures', () => {
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
        signatureOf(path),
        outputSignatureOf(path),
        hostSignatureOf(host, path),
        hostLinkSignatureOf(host, path),
      ]).toEqual(Array(4).fill(NOT_THERE));
    }
  });
});

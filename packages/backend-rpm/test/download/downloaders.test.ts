import { describe, expect, it } from 'vitest';
import { dnf } from '../../src/download/dnf.ts';
import type { DownloadRequest } from '../../src/download/downloader.ts';
import { urpmi } from '../../src/download/urpmi.ts';
import { yumdownloader } from '../../src/download/yumdownloader.ts';
import { zypper } from '../../src/download/zypper.ts';
import { systemOf } from '../fixtures/records.ts';

const plain: DownloadRequest = { specs: ['a', 'b'], target: '/t', scratch: '/s' };
const withConfig: DownloadRequest = { ...plain, config: '/c.conf' };
const ofRoot: DownloadRequest = {
  ...plain,
  root: { find: (path) => `/r${path}`, releaseVersion: '39' },
};
const ofBareRoot: DownloadRequest = { ...plain, root: { find: () => undefined } };

const { index } = systemOf([
  { name: 'clib', epoch: 2, version: '2.38', release: '7', arch: 'i686' },
]);
const clib = index.named('clib')[0]!;

describe('dnf', () => {
  const four = dnf.dialect('4.14.0\n  Installed: dnf-0:4.14.0-1.noarch\n');
  const five = dnf.dialect('dnf5 version 5.2.3.0\ndnf5 plugin API version 2.0\n');

  it('4', () => {
    expect(four.arguments(plain)).toEqual(
      'download --quiet --disableexcludes=all --destdir=/t a b'.split(' '),
    );
    expect(four.arguments(withConfig)).toContain('--config=/c.conf');
  });

  it('5, by its version', () => {
    expect(five.arguments(plain)).toEqual(
      'download --quiet --setopt=disable_excludes=* --destdir=/t a b'.split(' '),
    );
  });

  it('takes the repositories of another root, and leaves its database alone', () => {
    const expected = [
      '--config=/r/etc/dnf/dnf.conf',
      '--setopt=reposdir=/r/etc/yum.repos.d',
      '--setopt=varsdir=/r/etc/dnf/vars',
      '--releasever=39',
      '--setopt=cachedir=/s',
      '--setopt=logdir=/s',
      '--setopt=persistdir=/s',
    ];
    for (const each of [four, five]) {
      expect(each.arguments(ofRoot)).toEqual(expect.arrayContaining(expected));
      expect(each.arguments(ofRoot).join(' ')).not.toContain('installroot');
      expect(each.arguments(ofBareRoot).join(' ')).not.toContain('undefined');
    }
  });

  it('lets the user\u2019s configuration say where the repositories are', () => {
    const args = four.arguments({ ...ofRoot, config: '/c.conf' });
    expect(args.filter((each) => /config|reposdir/.test(each))).toEqual(['--config=/c.conf']);
  });

  it('names versions with their epoch', () => {
    expect(four.exact(clib)).toBe('clib-2:2.38-7.i686');
    expect(four.newest(clib)).toBe('clib.i686');
  });
});

it('yumdownloader', () => {
  const { arguments: args, exact } = yumdownloader.dialect('');
  expect(args(withConfig)).toEqual(
    '--quiet --disableexcludes=all --config=/c.conf --destdir=/t a b'.split(' '),
  );
  expect(exact(clib)).toBe('clib-2:2.38-7.i686');
});

it('zypper', () => {
  const { arguments: args, exact, newest } = zypper.dialect('');
  expect(args(withConfig)).toEqual(
    '--quiet --non-interactive --config=/c.conf --pkg-cache-dir=/t download a b'.split(' '),
  );
  expect(args(ofRoot)).toEqual([
    '--quiet',
    '--non-interactive',
    '--reposd-dir=/r/etc/zypp/repos.d',
    '--releasever=39',
    '--no-gpg-checks',
    '--cache-dir=/s',
    '--pkg-cache-dir=/t',
    'download',
    'a',
    'b',
  ]);
  expect(exact(clib)).toBe('clib.i686=2:2.38-7');
  expect(newest(clib)).toBe('clib.i686');
});

it('urpmi', () => {
  const { arguments: args, exact, newest } = urpmi.dialect('');
  expect(args(plain)).toEqual(
    '--quiet --auto --no-install --replacepkgs --download-all /t a b'.split(' '),
  );
  expect(args(ofRoot)).toEqual(expect.arrayContaining(['--urpmi-root', '/r/']));
  expect(exact(clib)).toBe('clib-2.38-7.i686');
  expect(newest(clib)).toBe('clib');
});

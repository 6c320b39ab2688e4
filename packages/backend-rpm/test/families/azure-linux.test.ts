import { expect, it } from 'vitest';
import { azureLinux } from '../../src/families/azure-linux.ts';
import { systemOf } from '../fixtures/records.ts';

const tdnf = azureLinux.downloaders
  .find(({ program }) => program === 'tdnf')!
  .dialect('tdnf: 3.5.8');
const plain = { specs: ['a', 'b'], target: '/t', scratch: '/s' };

it('stops tdnf before it installs', () => {
  expect(tdnf.arguments({ ...plain, config: '/c.conf' })).toEqual([
    'install',
    ...'--quiet --assumeyes --downloadonly --alldeps --disableexcludes'.split(' '),
    ...['--config=/c.conf', '--downloaddir=/t', 'a', 'b'],
  ]);
});

it('takes the repositories of another root, by that root\u2019s own configuration', () => {
  const args = tdnf.arguments({ ...plain, root: { find: (path) => `/r${path}` } });
  expect(args).toContain('--config=/r/etc/tdnf/tdnf.conf');
  expect(args).toContain('--setopt=reposdir=/r/etc/yum.repos.d');
  expect(args).toContain('--setopt=cachedir=/s');
});

it('names versions without epoch and architecture', () => {
  const { index } = systemOf([{ name: 'clib', epoch: 2, version: '2.38', release: '7' }]);
  const clib = index.named('clib')[0]!;
  expect(tdnf.exact(clib)).toBe('clib=2.38-7');
  expect(tdnf.newest(clib)).toBe('clib');
});

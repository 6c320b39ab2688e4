import { describe, expect, it } from 'vitest';
import { parseRepoFile } from '../../../src/repository/sources/repo-file.ts';

const parse = (text: string) => parseRepoFile(text, { releasever: '41', basearch: 'x86_64' });
const one = (options: string) => parse(`[r]\nbaseurl=http://a\n${options}\n`)[0];

describe('a repository in a file of dnf', () => {
  it('that says only where it is, has its packages checked and its index not', () => {
    expect(one('')).toEqual({
      ...{ id: 'r', addresses: ['http://a'], mirrorlist: undefined, metalink: undefined },
      ...{ checkPackages: true, checkIndex: false, keys: [] },
      ...{ priority: 99, cost: 1000, exclude: [], include: [] },
    });
  });

  it.each<[string, object]>([
    ['gpgcheck=0', { checkPackages: false }],
    ['pkg_gpgcheck=0', { checkPackages: false }],
    ['gpgcheck=1\npkg_gpgcheck=0', { checkPackages: true }],
    ['repo_gpgcheck = True', { checkIndex: true }],
    ['repo_gpgcheck=10', { checkIndex: false }],
    ['repo_gpgcheck=01', { checkIndex: false }],
    ['gpgkey=file:///a, file:///b', { keys: ['file:///a', 'file:///b'] }],
    [
      'gpgkey=file:///a\n file:///b\n\tfile:///c',
      { keys: ['file:///a', 'file:///b', 'file:///c'] },
    ],
    ['gpgkey=file:///a\n\n file:///b', { keys: ['file:///a'] }],
    ['gpgkey=file:///a\n # note\n file:///b', { keys: ['file:///a', 'file:///b'] }],
    ['priority: 5\nCOST=7', { priority: 5, cost: 7 }],
    ['priority=5x\ncost=-1', { priority: 99, cost: 1000 }],
    ['excludepkgs=a\nexclude=b c\nincludepkgs=d', { exclude: ['a', 'b', 'c'], include: ['d'] }],
    [`metalink=http://m?r=$releasever&a=\${basearch}`, { metalink: 'http://m?r=41&a=x86_64' }],
    [`mirrorlist=http://$other/\${more}`, { mirrorlist: `http://$other/\${more}` }],
    ['mirrorlist= ', { mirrorlist: undefined }],
    ['; gpgcheck=0\n#gpgcheck=0\nnothing', { checkPackages: true }],
  ])('has options: %j', (options, expected) => {
    expect(one(options)).toMatchObject(expected);
  });

  it.each(['0', 'no', 'false', 'off', ''])('is passed over with enabled=%s', (value) => {
    expect(one(`enabled=${value}`)).toBeUndefined();
  });

  it.each(['1', 'yes', 'True', 'enabled', 'on', ' 1 '])('is taken with enabled=%s', (value) => {
    expect(one(`enabled=${value}`)).toBeDefined();
  });

  it('has addresses without final slashes', () => {
    const [source] = parse('[r]\r\nbaseurl=http://a/$releasever// http://b/\r\n');
    expect(source!.addresses).toEqual(['http://a/41', 'http://b']);
  });
});

it('passes over the main section, repositories without address, and what is in no section', () => {
  const text = 'baseurl=http://no\n[main]\nbaseurl=http://no\n[none]\ngpgcheck=1\n';
  expect(parse(text)).toEqual([]);
  const others = parse('[m]\nmirrorlist=http://m\n[l]\nmetalink=http://l\n');
  expect(others.map(({ id }) => id)).toEqual(['m', 'l']);
});

it('a section that comes twice goes on', () => {
  const text = '[r]\nbaseurl=http://a\ncost=1\n[s]\nbaseurl=http://s\n[r]\n cost=3\ncost=2\n';
  expect(parse(text)).toMatchObject([
    { id: 'r', addresses: ['http://a'], cost: 2 },
    { id: 's', addresses: ['http://s'] },
  ]);
});

it('a variable that nobody has set stays as it is, whatever it is called', () => {
  const address = `http://a/$basearch/\${releasever}/$constructor/\${toString}`;
  const [source] = parse(`[r]\nbaseurl=${address}\n`);
  expect(source!.addresses).toEqual([`http://a/x86_64/41/$constructor/\${toString}`]);
});

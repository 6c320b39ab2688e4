import { describe, expect, it } from 'vitest';
import { findByName } from '../../src/find/by-name.ts';
import { indexOf } from '../support/status.ts';

const index = indexOf(
  { Package: 'bash', Version: '5.2-2+b8' },
  { Package: 'libc6', 'Multi-Arch': 'same', Version: '2:2.36-9' },
  { Package: 'libc6', 'Multi-Arch': 'same', Version: '2:2.36-9', Architecture: 'i386' },
  { Package: 'debconf', Architecture: 'all' },
  { Package: 'wine32', Architecture: 'i386' },
  { Package: 'gawk', Provides: 'awk' },
  { Package: 'mawk', Provides: 'awk', Priority: 'required' },
  { Package: 'gone', Status: 'deinstall ok config-files' },
);

describe('findByName', () => {
  it.each([
    ['bash', 'bash'],
    ['bash:amd64', 'bash'],
    ['bash:native', 'bash'],
    ['bash:any', 'bash'],
    ['bash=5.2-2+b8', 'bash'],
    ['bash:amd64=5.2-2+b8', 'bash'],
    ['bash_5.2-2+b8_amd64', 'bash'],
    ['libc6', 'libc6'],
    ['libc6:i386', 'libc6:i386'],
    ['libc6:i386=2:2.36-9', 'libc6:i386'],
    ['libc6_2:2.36-9_i386', 'libc6:i386'],
    ['debconf:all', 'debconf'],
    ['debconf:amd64', 'debconf'],
    ['wine32', 'wine32:i386'],
    ['awk', 'mawk'],
  ])('%s means %s', (name, id) => {
    expect(findByName(index, name)?.id).toBe(id);
  });

  it.each([
    'zsh',
    'gone',
    'bash:i386',
    'bash=5.2',
    'bash_5.2_amd64',
    'bash ',
    'bas*',
    '',
    ':',
    '_',
    'ba_sh',
  ])('nothing is called %j', (name) => expect(findByName(index, name)).toBeUndefined());
});

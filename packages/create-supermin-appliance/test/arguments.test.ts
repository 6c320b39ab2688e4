import { describe, expect, it } from 'vitest';
import { parseArguments } from '../src/arguments.ts';

describe('parseArguments', () => {
  it('takes a name, and packages beside those that every VM has', () => {
    expect(parseArguments(['box', 'python3', 'libc6:i386', 'bash'])).toEqual({
      name: { full: 'box', short: 'box' },
      packages: ['bash', 'coreutils', 'libc6:i386', 'python3'],
    });
  });

  it('knows when help is wanted', () => {
    expect(parseArguments(['box', '--help'])).toBe('help');
    expect(parseArguments(['-h'])).toBe('help');
  });

  it.each([
    [[], 'NAME_MISSING'],
    [['Box'], 'NAME'],
    [['box', '/etc/shadow'], 'PACKAGE'],
    [['box', 'a\nb'], 'PACKAGE'],
    [['box', ''], 'PACKAGE'],
    [['box', '--force'], 'OPTION'],
  ])('refuses %j', (argv, code) => {
    expect(() => parseArguments(argv)).toThrow(expect.objectContaining({ code }));
  });
});

import { describe, expect, it } from 'vitest';
import { parseArguments } from '../src/arguments.ts';

describe('parseArguments', () => {
  it.each([
    ['toy --kind writer', 'writer', 'toy', 'supermin-writer-toy'],
    ['--kind=backend @me/toy', 'backend', 'toy', '@me/supermin-backend-toy'],
    ['supermin-writer-toy', 'writer', 'toy', 'supermin-writer-toy'],
    ['@me/supermin-backend-a.b --kind backend', 'backend', 'a.b', '@me/supermin-backend-a.b'],
    [
      'supermin-writer --kind backend',
      'backend',
      'supermin-writer',
      'supermin-backend-supermin-writer',
    ],
  ])('%s', (line, kind, name, full) => {
    const directory = full.replace(/^@me\//, '');
    expect(parseArguments(line.split(' '))).toEqual({ kind, name, full, directory });
  });

  it('knows when help is wanted', () => {
    expect(parseArguments(['x', '--help'])).toBe('help');
    expect(parseArguments(['-h'])).toBe('help');
  });

  it.each([
    [[], 'NAME_MISSING'],
    [['--kind', 'writer'], 'NAME_MISSING'],
    [['toy'], 'KIND_MISSING'],
    [['toy', '--kind', 'reader'], 'KIND'],
    [['supermin-writer-toy', '--kind', 'backend'], 'KIND'],
    [['Toy', '--kind', 'writer'], 'NAME'],
    [['toy', 'more', '--kind', 'writer'], 'ARGUMENT'],
    [['toy', '--kind'], 'ARGUMENT'],
    [['toy', '--force'], 'ARGUMENT'],
  ])('refuses %j', (argv, code) => {
    expect(() => parseArguments(argv)).toThrow(expect.objectContaining({ code }));
  });
});

import { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { requiredFormat, requiredNames, requiredOutput } from '../../src/commands/required.ts';

const parsed = (line: string) => parseCommandLine(line.split(' '));

const INPUT = { code: 'INPUT_MISSING', legacyText: 'none specified', text: 'no input' };

describe('what is there is handed on', () => {
  it.each(['build -f ext2 -o d in', '--build -f ext2 -o d in'])('%s', (line) => {
    const invocation = parsed(line);
    expect(requiredFormat(invocation)).toBe('ext2');
    expect(requiredOutput(invocation)).toBe('d');
    expect(requiredNames(invocation, INPUT)).toEqual(['in']);
  });
});

describe('what is missing is a usage error of the command', () => {
  it.each([
    [
      '-o',
      () => requiredOutput(parsed('build -f ext2 in')),
      'the output directory is missing: -o DIR',
    ],
    [
      '-o of modules',
      () => requiredOutput(parsed('modules'), 'file'),
      'the output file is missing: -o FILE',
    ],
    ['-f', () => requiredFormat(parsed('build -o d in')), 'the format is missing: -f FORMAT'],
    ['a name', () => requiredNames(parsed('build -f ext2 -o d'), INPUT), 'no input'],
  ])('%s', (_, ask, text) => {
    expect(ask).toThrow(UsageError);
    expect(ask).toThrow(expect.objectContaining({ message: text, command: expect.any(String) }));
  });
});

describe("what is missing in supermin 5's spelling is an error in its words, status 1", () => {
  it.each([
    [
      '-o',
      () => requiredOutput(parsed('--build in')),
      'OUTPUT_OPTION',
      /^output directory \(-o option\)/,
    ],
    [
      'an empty -o',
      () => requiredOutput(parsed('--build -o= in')),
      'OUTPUT_OPTION',
      /^output directory/,
    ],
    [
      '-f',
      () => requiredFormat(parsed('--build -o d in')),
      'FORMAT_MISSING',
      /^when using --build/,
    ],
    [
      'a name',
      () => requiredNames(parsed('--build -o d'), INPUT),
      'INPUT_MISSING',
      /^none specified$/,
    ],
  ])('%s', (_, ask, code, text) => {
    expect(ask).toThrow(SuperminError);
    expect(ask).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(text), exitStatus: 1 }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { complaint, usageErrorOf } from '../support/usage.ts';

const parsed = (line: string) => parseCommandLine(line.split(' '));

describe('help and version as words', () => {
  it.each([
    ['help', undefined],
    ['help build', 'build'],
    ['-v help run', 'run'],
    ['help help', undefined],
    ['help version', undefined],
  ])('%s', (line, command) => {
    expect(parsed(line)).toMatchObject({ command, legacy: false });
    expect(parsed(line).options.has('help')).toBe(true);
  });

  it('version', () => {
    expect(parsed('version').options.has('version')).toBe(true);
  });

  it.each([
    ['help biuld', "unknown command 'biuld' | did you mean 'build'?"],
    ['help build run', "unexpected argument 'run'"],
    ['version x', "unexpected argument 'x'"],
  ])('%s', (line, expected) => {
    expect(complaint(line)).toBe(expected);
  });

  it('are names in the spelling of supermin 5', () => {
    expect(parsed('--prepare help version -o d').names).toEqual(['help', 'version']);
  });
});

describe('a mistyped command', () => {
  it.each([
    ['biuld d -f ext2', "unknown command 'biuld' | did you mean 'build'?"],
    ['-v prepar bash', "unknown command 'prepar' | did you mean 'prepare'?"],
    ['driver', "unknown command 'driver' | did you mean 'drivers'?"],
    ['frob', /^unknown command 'frob' \| commands: prepare, build, run, /],
    ['bash -o d', /^unknown command 'bash' \| commands: /],
  ])('%s', (line, expected) => {
    expect(complaint(line)).toMatch(expected);
  });

  it('has the general help', () => {
    expect(usageErrorOf(['biuld']).command).toBeUndefined();
  });
});

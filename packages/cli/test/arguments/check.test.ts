import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { complaint, usageErrorOf } from '../support/usage.ts';

describe('values', () => {
  it.each([
    ['run --memory lots ls', /^option '--memory' needs MiB, or a size .*, not 'lots'$/],
    ['run --cpus 0 ls', /^option '--cpus' needs a whole number from 1 .*'0'$/],
    ['run --timeout=-1 ls', /^option '--timeout' needs seconds, or a time .*'-1'$/],
    ['build --lock x --lock-timeout soon d', /^option '--lock-timeout' needs .*'soon'$/],
    [
      'run --accel kvn ls',
      "option '--accel' needs auto or kvm or tcg, not 'kvn' | did you mean 'kvm'?",
    ],
    ['build --resolver 5 d', "option '--resolver' needs default or supermin5, not '5'"],
  ])('%s', (line, expected) => {
    expect(complaint(line)).toMatch(expected);
  });

  it.each([
    [['build', '-o', '', 'd']],
    [['build', '--kernel=', 'd']],
    [['run', '-p', '', 'ls']],
    [['run', '--share', '', 'ls']],
    [['run', '-e', '', 'ls']],
  ])('%j: empty', (argv) => {
    expect(usageErrorOf(argv).message).toMatch(/^option '--[a-z]+' has an empty value; it needs /);
  });

  it('may be empty for --append, and in the spelling of supermin 5', () => {
    expect(parseCommandLine(['run', '--append', '', 'ls']).options.get('append')).toBe('');
    expect(parseCommandLine(['--build', '--lock', '', 'd']).options.get('lock')).toBe('');
  });

  it('do not keep the help from being printed', () => {
    expect(parseCommandLine(['run', '--memory', 'lots', '--help']).command).toBe('run');
  });
});

describe("run -v DIR:MOUNT, docker's option", () => {
  it.each(['/a:/b', './a:/b:ro', 'a:/b:rw', '/caf\xe9:/'])('%s: names --share', (volume) => {
    expect(usageErrorOf(['run', '-v', volume, 'ls'])).toMatchObject({
      message: `'${volume}' is not a command, and option '-v' is --verbose`,
      hint: `to share a directory, write --share ${volume}`,
      command: 'run',
    });
  });

  it.each([
    ['run -v ls /a:/b', ['ls', '/a:/b']],
    ['run -v /bin/a:b', ['/bin/a:b']],
    ['run -- /a:/b', ['/a:/b']],
  ])('%s: a command', (line, names) => {
    expect(parseCommandLine(line.split(' ')).names).toEqual(names);
  });
});

describe('names', () => {
  it.each([
    ['drivers x', "unexpected argument 'x'"],
    ['plugins x', "unexpected argument 'x'"],
    ['modules 6.1 6.2 -o m', "unexpected argument '6.2'"],
  ])('%s', (line, expected) => {
    expect(complaint(line)).toBe(expected);
  });

  it('supermin 5 passes over them', () => {
    expect(parseCommandLine(['--list-drivers', 'x']).command).toBe('drivers');
  });

  it.each([[['prepare', '', '-o', 'd']], [['build', 'd', '']], [['run', '--', '']]])(
    '%j: empty',
    (argv) => {
      expect(usageErrorOf(argv).message).toBe('one of the names is empty');
    },
  );

  it('COMMAND may have empty arguments', () => {
    expect(parseCommandLine(['run', 'printf', '']).names).toEqual(['printf', '']);
  });
});

describe('names', () => {
  it.each([
    ['cache prune 1G', 'a size is given with an option: supermin cache prune --limit 1G'],
    [
      'cache prune all',
      "'supermin cache prune' removes what was not used for the longest time, 'clear' everything",
    ],
    [
      'cache clear 1G',
      "'supermin cache prune' removes what was not used for the longest time, 'clear' everything",
    ],
  ])('%s: one too many, with what was probably meant', (line, hint) => {
    const [, , extra] = line.split(' ');
    expect(complaint(line)).toBe(`unexpected argument '${extra}' | ${hint}`);
  });

  it.each([
    ['explain A B'],
    ['plugins x'],
    ['drivers x'],
    ['completion bash x'],
    ['modules 1 2 -o f'],
  ])('%s: one too many', (line) => {
    expect(complaint(line)).toMatch(/^unexpected argument '[^']+'$/);
  });

  it('that are empty are no names; arguments of COMMAND may be', () => {
    expect(usageErrorOf(['build', '-f', 'ext2', '-o', 'd', ''])).toMatchObject({
      ...{ message: 'one of the names is empty', command: 'build' },
      hint: 'is it a variable of the shell that is not set?',
    });
    expect(parseCommandLine(['run', 'echo', '']).names).toEqual(['echo', '']);
  });
});

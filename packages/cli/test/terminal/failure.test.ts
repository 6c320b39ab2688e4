import { readFileSync } from 'node:fs';
import { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { exitStatusOf, textOf } from '../../src/terminal/failure.ts';

describe('a usage error', () => {
  it('is the fact, what may have been meant, and one line that names the help', () => {
    const error = new UsageError("unknown option '--sise'", {
      ...{ command: 'build', hint: "did you mean '--size'?" },
    });
    expect(textOf(error)).toBe(
      "supermin: unknown option '--sise'\n" +
        "supermin: hint: did you mean '--size'?\n" +
        "supermin: see 'supermin build --help'\n",
    );
    expect(textOf(new UsageError('x'))).toBe("supermin: x\nsupermin: see 'supermin --help'\n");
  });

  it("is followed by the whole usage in supermin 5's spelling", () => {
    const text = textOf(new UsageError("unknown option '--x'", { legacy: true, hint: 'y' }));
    expect(text).toMatch(/^supermin: unknown option '--x'\.\nsupermin - [\s\S]*\nUsage:\n/);
  });

  it('shows no control characters, and UTF-8 as it is', () => {
    const bytes = Buffer.from('é\x1b[2J').toString('latin1');
    expect(textOf(new UsageError(bytes))).toMatch(/^supermin: é\\x1b\[2J\n/);
  });

  it('is status 2, and 125 for run, whose other statuses are those of COMMAND', () => {
    expect(exitStatusOf(new UsageError('x', { command: 'build' }), undefined)).toBe(2);
    expect(exitStatusOf(new UsageError('x'), undefined)).toBe(2);
    expect(exitStatusOf(new UsageError('x', { command: 'run' }), undefined)).toBe(125);
    expect(exitStatusOf(new UsageError('x'), 'run')).toBe(125);
  });
});

it('an error shows nothing that a terminal obeys', () => {
  const error = new SuperminError('A', 'status \x1b[2J', { hint: 'é\x9b' });
  expect(textOf(error)).toBe('supermin: status \\x1b[2J\nsupermin: hint: é\\x9b\n');
});

it("an error without a hint names what explains it, with -v every one; supermin 5's never", () => {
  const [bare, hinted] = [
    new SuperminError('A_B', 'a'),
    new SuperminError('A_B', 'a', { hint: 'h' }),
  ];
  const see = "supermin: see 'supermin explain A_B'\n";
  expect(textOf(bare, 'without hint')).toBe(`supermin: a\n${see}`);
  expect(textOf(hinted, 'without hint')).toBe('supermin: a\nsupermin: hint: h\n');
  expect(textOf(hinted, 'all')).toBe(`supermin: a\nsupermin: hint: h\n${see}`);
  expect(textOf(bare)).toBe('supermin: a\n');
  const late = new SuperminError('RUN_TIMEOUT', 'a', { exitStatus: 124 });
  expect(textOf(late, 'without hint')).toBe('supermin: a\n');
});

it("other errors of run and exec are 125, also with the status of a program that failed: those are COMMAND's", () => {
  expect(exitStatusOf(new SuperminError('A', 'a'), 'run')).toBe(125);
  expect(exitStatusOf(new SuperminError('A', 'a', { exitStatus: 2 }), 'run')).toBe(125);
  expect(exitStatusOf(new SuperminError('A', 'a', { exitStatus: 2 }), 'exec')).toBe(125);
  expect(exitStatusOf(new SuperminError('A', 'a', { exitStatus: 2 }), 'build')).toBe(2);
  expect(exitStatusOf(new SuperminError('A', 'a', { exitStatus: 127 }), 'run')).toBe(127);
  expect(exitStatusOf(new SuperminError('A', 'a'), 'build')).toBe(1);
});

describe("an error of the system's", () => {
  const thrownBy = (work: () => void): unknown => {
    try {
      work();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was thrown');
  };

  it('names the path, in the words of a command', () => {
    const error = thrownBy(() => readFileSync('/proc/self/nothing'));
    expect(textOf(error)).toBe('supermin: /proc/self/nothing: no such file or directory\n');
  });

  it('says what to do where it is known', () => {
    const message = "EACCES: permission denied, open '/etc/x'";
    const error = Object.assign(new Error(message), {
      ...{ code: 'EACCES', errno: -13, syscall: 'open', path: '/etc/x' },
    });
    expect(textOf(error)).toBe(
      'supermin: /etc/x: permission denied\n' +
        'supermin: hint: run as a user who may access it, such as root\n',
    );
  });
});

describe('what is no error for the user', () => {
  it('is a mistake in the program: a report needs the stack', () => {
    const error = Object.assign(new TypeError('x is undefined'), { stack: 'TypeError\n    at y' });
    expect(textOf(error)).toBe('supermin: internal error, please report it: TypeError\n    at y\n');
    expect(textOf('text')).toBe('supermin: internal error, please report it: text\n');
    expect(textOf(null)).toBe('supermin: internal error, please report it: null\n');
  });

  it('with a code is what a plugin says', () => {
    const error = Object.assign(new Error('mine'), { code: 'MINE', hint: 'do this' });
    expect(textOf(error)).toBe('supermin: mine\nsupermin: hint: do this\n');
  });

  it('that a plugin throws has its stack, for who wrote it', () => {
    const cause = Object.assign(new Error('x'), { stack: 'Error: x\n    at plugin' });
    const failed = new SuperminError('PLUGIN_FAILED', 'p failed', { cause });
    expect(textOf(failed)).toBe('supermin: p failed\nError: x\n    at plugin\n');
    expect(textOf(new SuperminError('PLUGIN_FAILED', 'p failed', { cause: 'x' }))).toBe(
      'supermin: p failed\n',
    );
    expect(textOf(new SuperminError('OTHER', 'failed', { cause }))).toBe('supermin: failed\n');
  });
});

import { SuperminError } from '@supermin/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { eventReporter, writeError, writesEvents } from '../../src/terminal/json-events.ts';

let written: object[] = [];

beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    expect(String(line)).toMatch(/^\{[^\n]*\}\n$/);
    written.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('eventReporter', () => {
  it('has progress ten times a second, and its end always', () => {
    let time = 1000;
    const report = eventReporter({ verbosity: 0, quiet: false, now: () => time });
    for (let done = 0; done <= 30; done++, time += 10) {
      report({ kind: 'progress', done, total: 30, unit: 'files' });
    }
    expect(written.map((event) => (event as { done: number }).done)).toEqual([0, 10, 20, 30]);
  });

  it('has messages and lists up to the level of -v, their control characters escaped', () => {
    const report = eventReporter({ verbosity: 2, quiet: false });
    report({ kind: 'message', level: 2, text: 'a\n\x1b[31m' });
    report({ kind: 'list', level: 2, items: () => ['one'] });
    report({ kind: 'message', level: 3, text: 'no' });
    report({ kind: 'stage', name: 's', milliseconds: 1.7 });
    expect(written).toEqual([
      { event: 'message', level: 2, text: 'a\n\x1b[31m' },
      { event: 'list', level: 2, items: ['one'] },
      { event: 'stage', name: 's', milliseconds: 2 },
    ]);
  });

  it('has neither warnings nor progress with --quiet', () => {
    const report = eventReporter({ verbosity: 0, quiet: true });
    report({ kind: 'warning', text: 'w' });
    report({ kind: 'progress', done: 1, total: 1, unit: 'bytes' });
    expect(written).toEqual([]);
  });
});

it.each<[unknown, object]>([
  [new SuperminError('A_CODE', 'm', { hint: 'h' }), { code: 'A_CODE', message: 'm', hint: 'h' }],
  [new TypeError('x is undefined'), { code: 'INTERNAL', message: 'x is undefined' }],
  [Object.assign(new Error('mine'), { code: 'PLUGIN' }), { code: 'PLUGIN', message: 'mine' }],
  ['text', { code: 'INTERNAL', message: 'text' }],
  [
    Object.assign(new Error("EACCES: permission denied, open '/a'"), {
      code: 'EACCES',
      path: '/a',
    }),
    { code: 'EACCES', message: '/a: permission denied', hint: expect.any(String) },
  ],
])('an error: %s', (error, facts) => {
  writeError(error, 1);
  expect(written).toEqual([{ event: 'error', ...facts, status: 1 }]);
});

it.each([
  ['build --json -f ext2 a -o b', true],
  ['build -f ext2 a -o b', false],
  ['why --json a b', false],
])('%s', (line, isWanted) => {
  expect(writesEvents(parseCommandLine(line.split(' ')))).toBe(isWanted);
});

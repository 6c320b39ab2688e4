import type { SuperminEvent } from '@supermin/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ProgressLine } from '../../src/terminal/progress-line.ts';
import { type ReporterOptions, reporter } from '../../src/terminal/reporter.ts';

const EVENTS: readonly SuperminEvent[] = [
  { kind: 'message', level: 1, text: 'a stage' },
  { kind: 'list', level: 2, items: () => ['one', 'two'] },
  { kind: 'message', level: 2, text: 'a file' },
  { kind: 'list', level: 3, items: () => ['all'] },
  { kind: 'stage', name: 'copying', milliseconds: 12.4 },
  { kind: 'warning', text: 'careful', hint: 'do this' },
  { kind: 'progress', done: 1, total: 2, unit: 'files' },
];

afterEach(() => vi.restoreAllMocks());

function printed(
  verbosity: number,
  timings = false,
  events = EVENTS,
  more: Partial<ReporterOptions> = {},
): { messages: string; errors: string } {
  let messages = '';
  let errors = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text);
    return true;
  });
  const report = reporter({
    ...more,
    verbosity,
    timings,
    messages: {
      write: (text) => {
        messages += text;
      },
    },
  });
  for (const event of events) report(event);
  return { messages, errors };
}

const WARNING = 'supermin: warning: careful\nsupermin: hint: do this\n';

describe('what is printed', () => {
  it('is nothing that a terminal obeys, whoever said it', () => {
    const evil = '\x1b[2J\x9b\r\b\x7fé';
    const shown = '\\x1b[2J\\x9b\\x0d\\x08\\x7fé\n';
    const { messages, errors } = printed(2, true, [
      { kind: 'message', level: 1, text: evil },
      { kind: 'list', level: 2, items: () => [evil] },
      { kind: 'warning', text: evil, hint: evil },
      { kind: 'stage', name: evil, milliseconds: 1 },
    ]);
    expect(messages).toBe(`supermin: ${shown}  - ${shown}`);
    expect(errors).toBe(
      `supermin: warning: ${shown}supermin: hint: ${shown}supermin:      1 ms  ${shown}`,
    );
  });

  it('--quiet: not even warnings', () => {
    expect(printed(0, false, EVENTS, { quiet: true })).toEqual({ messages: '', errors: '' });
  });

  it('progress goes to its line, which is cleared for what is printed', () => {
    const shown: string[] = [];
    const progress = new ProgressLine(
      (text) => void shown.push(text),
      (() => {
        let time = 0;
        return () => (time += 600);
      })(),
    );
    const event = { kind: 'progress', done: 1, total: 9, unit: 'files' } as const;
    printed(0, false, [event, event, { kind: 'message', level: 1, text: 'not shown' }], {
      progress,
    });
    expect(shown).toHaveLength(1);
    printed(0, false, [{ kind: 'warning', text: 'careful' }], { progress });
    expect(shown.at(-1)).toBe('\r\x1b[K');
  });

  it('without -v: warnings, on standard error', () => {
    expect(printed(0)).toEqual({ messages: '', errors: WARNING });
  });

  it('with -v: stages of the work', () => {
    expect(printed(1)).toEqual({ messages: 'supermin: a stage\n', errors: WARNING });
  });

  it('with -v -v: files, and how long each stage took', () => {
    expect(printed(2).messages).toBe(
      'supermin: a stage\n  - one\n  - two\nsupermin: a file\nsupermin:     12 ms  copying\n',
    );
  });

  it('with -v -v -v: everything', () => {
    expect(printed(3).messages).toContain('  - all\n');
  });

  it('with --timings: stages, on standard error', () => {
    expect(printed(0, true)).toEqual({
      messages: '',
      errors: `supermin:     12 ms  copying\n${WARNING}`,
    });
  });

  it('does not make a list that nobody asked for', () => {
    const items = vi.fn(() => []);
    const options = { verbosity: 1, timings: false, messages: { write: () => {} } };
    reporter(options)({ kind: 'list', level: 2, items });
    expect(items).not.toHaveBeenCalled();
  });
});

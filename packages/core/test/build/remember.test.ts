import { symlinkSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { outputStatesOf, remember, statesOf } from '../../src/build/remember.ts';
import { type RecordContent, RecordStore } from '../../src/cache/build-record.ts';
import { outputStateOf, stateOf } from '../../src/cache/file-state.ts';
import type { SuperminEvent } from '../../src/events/event.ts';

type Job = Parameters<typeof remember>[0];

const CONTENT: RecordContent = {
  ...{ bootId: 'boot', builtAt: 1, synced: false, facts: {}, inputs: [], watched: [], outputs: [] },
  writer: { facts: [], wrapped: {} },
  hostfiles: { patterns: [], directories: [], misses: [], matches: [] },
};

function given(records: RecordStore | undefined) {
  const events: SuperminEvent[] = [];
  const job = { records, report: (event: SuperminEvent) => void events.push(event) } as Job;
  return { events, record: remember(job, '/out', CONTENT) };
}

describe('remember', () => {
  it('keeps what the next build has to know', () => {
    const cache = `${scratchDirectory()}/cache`;
    const { record } = given(new RecordStore(cache));
    expect(record).toMatchObject({ output: '/out', bootId: 'boot' });
    expect(new RecordStore(cache).load('/out')).toEqual(record);
  });

  it('keeps nothing where there is no cache', () => {
    expect(given(undefined)).toEqual({ events: [], record: undefined });
  });

  it('that it cannot be kept is said, and no error', () => {
    const file = `${scratchDirectory({ file: '' })}/file`;
    const { events, record } = given(new RecordStore(file));
    expect(record).toBeUndefined();
    expect(events).toEqual([
      expect.objectContaining({
        text: expect.stringMatching(/^if-newer: cannot remember this build: .*file/),
      }),
    ]);
  });
});

it('statesOf: of each path, what it leads to', () => {
  const directory = scratchDirectory({ a: 'x' });
  symlinkSync('a', `${directory}/b`);
  const [a, b, none] = ['a', 'b', 'none'].map((name) => `${directory}/${name}`);
  expect(statesOf([b!, none!])).toEqual([
    [b, stateOf(a!)],
    [none, '-'],
  ]);
  expect(statesOf([])).toEqual([]);
});

describe('outputStatesOf', () => {
  it('of the files of an output, links themselves', () => {
    const directory = scratchDirectory({ root: 'x' });
    symlinkSync('root', `${directory}/link`);
    const states = outputStatesOf(directory, ['root', 'link']);
    expect(states).toEqual(
      ['root', 'link'].map((name) => [
        `${directory}/${name}`,
        outputStateOf(`${directory}/${name}`),
      ]),
    );
    expect(states[0]![1]).not.toBe(states[1]![1]);
  });

  it('of the directory where no files are promised', () => {
    const directory = scratchDirectory();
    writeFileSync(`${directory}/x`, '');
    expect(outputStatesOf(directory, [])).toEqual([[directory, outputStateOf(directory)]]);
  });
});

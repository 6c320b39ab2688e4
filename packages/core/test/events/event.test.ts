import { describe, expect, it } from 'vitest';
import { type SuperminEvent, timed } from '../../src/events/event.ts';

describe('timed', () => {
  it('hands on the result, and reports the stage', async () => {
    const events: SuperminEvent[] = [];
    expect(
      await timed(
        (event) => events.push(event),
        'work',
        () => 42,
      ),
    ).toBe(42);
    expect(events).toEqual([{ kind: 'stage', name: 'work', milliseconds: expect.any(Number) }]);
  });

  it.each([
    [
      'at once',
      () => {
        throw new Error('no');
      },
    ],
    ['later', () => Promise.reject(new Error('no'))],
  ])('reports also what fails %s', async (_, work: () => Promise<never>) => {
    const events: SuperminEvent[] = [];
    await expect(timed((event) => events.push(event), 'work', work)).rejects.toThrow('no');
    expect(events).toMatchObject([{ kind: 'stage', name: 'work' }]);
  });
});

import { describe, expect, it } from 'vitest';
import { FileListCache } from '../../src/backend/file-list-cache.ts';
import { SuperminError } from '../../src/errors/supermin-error.ts';
import type { SuperminEvent } from '../../src/events/event.ts';

describe('FileListCache', () => {
  const events: SuperminEvent[] = [];
  const reads: string[] = [];
  const cache = new FileListCache<string, string[]>(
    (name) => {
      reads.push(name);
      if (name === 'damaged') throw new SuperminError('LIST', 'no list', { hint: 'reinstall' });
      if (name === 'bug') throw new TypeError('a bug');
      return [`/${name}`];
    },
    (event) => events.push(event),
  );

  it('reads a list once, whoever asks', () => {
    expect([cache.of('a'), cache.toSearch('a'), cache.of('a')]).toEqual([['/a'], ['/a'], ['/a']]);
    expect(reads).toEqual(['a']);
  });

  it('passes over a list that cannot be read in a search, and reports it once', () => {
    expect([cache.toSearch('damaged'), cache.toSearch('damaged')]).toEqual([undefined, undefined]);
    expect(reads.filter((name) => name === 'damaged')).toHaveLength(1);
    expect(events).toEqual([{ kind: 'warning', text: 'no list; ignored', hint: 'reinstall' }]);
  });

  it('it is an error for who needs it, also after a search', () => {
    expect(() => cache.of('damaged')).toThrow(expect.objectContaining({ code: 'LIST' }));
  });

  it('does not hide what is no error of a database', () => {
    expect(() => cache.toSearch('bug')).toThrow(TypeError);
  });
});

import { describe, expect, it } from 'vitest';
import { UnusablePackages } from '../../src/backend/unusable-packages.ts';
import { SuperminError } from '../../src/errors/supermin-error.ts';
import type { SuperminEvent } from '../../src/events/event.ts';

const ODD = new SuperminError('ODD', '/db: record 3 is odd', { hint: 'mend it' });

describe('UnusablePackages', () => {
  const make = () => {
    const events: SuperminEvent[] = [];
    return { unusable: new UnusablePackages((event) => events.push(event)), events };
  };

  it('an unreadable record is one warning, and an error for each of its names', () => {
    const { unusable, events } = make();
    unusable.addUnread(['odd', 'thing'], ODD);
    for (const name of ['odd', 'thing']) expect(() => unusable.refuse(name)).toThrow(ODD);
    unusable.refuse('other');
    expect(events).toEqual([
      { kind: 'warning', text: '/db: record 3 is odd; ignored', hint: 'mend it' },
    ]);
  });

  it('a record that does not tell its name is a warning', () => {
    const { unusable, events } = make();
    unusable.addUnread([], ODD);
    expect(events).toHaveLength(1);
  });

  it('a package that is only not whole is no warning, but an error for those who need it', () => {
    const { unusable, events } = make();
    unusable.add(['half'], ODD);
    expect(() => unusable.refuse('half')).toThrow(ODD);
    expect(events).toEqual([]);
  });
});

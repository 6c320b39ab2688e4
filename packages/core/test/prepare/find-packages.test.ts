import { describe, expect, it } from 'vitest';
import type { SuperminEvent } from '../../src/events/event.ts';
import type { PackageDatabase } from '../../src/plugin/contract.ts';
import { findPackages } from '../../src/prepare/find-packages.ts';
import { pkg } from '../support/distribution.ts';

const database = {
  find: (name: string) =>
    ({ bash: [pkg('bash')], sh: [pkg('bash'), pkg('dash')], dash: [pkg('dash')] })[name] ?? [],
} as Partial<PackageDatabase> as PackageDatabase;

describe('findPackages', () => {
  it('each package once, in the order of the names; the missing ones are said with -v', () => {
    const events: SuperminEvent[] = [];
    const found = findPackages(database, ['bash', 'none', 'sh', 'dash'], false, (event) =>
      events.push(event),
    );
    expect(found.map(({ name }) => name)).toEqual(['bash', 'dash']);
    expect(events).toEqual([
      { kind: 'message', level: 1, text: 'package none is not installed, and left out' },
    ]);
  });

  it('strict: all missing ones are named', () => {
    expect(() => findPackages(database, ['bash', 'x', 'y'], true, () => {})).toThrow(
      expect.objectContaining({
        code: 'PACKAGES_MISSING',
        message: 'not installed: x y',
        hint: expect.any(String),
      }),
    );
  });
});

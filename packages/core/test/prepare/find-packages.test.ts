import { describe, expect, it } from 'vitest';
import type { SuperminEvent } from '../../src/events/event.ts';
import type { PackageDatabase } from '../../src/plugin/contract.ts';
import {
  findPackages,
  type MissingOptions,
  reportMissing,
} from '../../src/prepare/find-packages.ts';
import { pkg } from '../support/distribution.ts';

const MEANINGS = new Map([
  ['bash', [pkg('bash')]],
  ['/bin/bash', [pkg('bash')]],
  ['dash', [pkg('dash')]],
  ['sh', [pkg('dash')]],
  ['@world', [pkg('bash'), pkg('dash')]],
]);
const database = {
  find: (name: string) => MEANINGS.get(name) ?? [],
} as Partial<PackageDatabase> as PackageDatabase;
const withNames: PackageDatabase = { ...database, names: () => ['bash', 'dash'] };

describe('findPackages', () => {
  it('each package once, in the order of the names, and the names that mean nothing', () => {
    const { packages, missing } = findPackages(database, ['bash', 'none', '@world', 'sh']);
    expect(packages.map(({ name }) => name)).toEqual(['bash', 'dash']);
    expect(missing).toEqual(['none']);
  });

  it('what was asked for goes into appliances, if it is a name (cases/portable-names)', () => {
    const lasting = (...names: string[]) => findPackages(database, names).lastingNames;
    expect(lasting('sh', '/bin/bash', 'bash')).toEqual(['bash:all', 'sh']);
    expect(lasting('sh', 'dash')).toEqual(['dash:all', 'sh']);
    expect(lasting('@world')).toEqual(['bash:all', 'dash:all']);
  });
});

describe('reportMissing', () => {
  const reported = (options: MissingOptions, from = withNames, missing = ['bahs', 'x']) => {
    const events: SuperminEvent[] = [];
    reportMissing(from, missing, options, (event) => events.push(event));
    return events;
  };

  it('one warning, with a near name if there is one', () => {
    const text = 'not installed, and left out: bahs x';
    expect(reported({ warnMissing: true })).toEqual([
      { kind: 'warning', text, hint: 'did you mean bash?' },
    ]);
    expect(reported({ warnMissing: true }, database)).toEqual([{ kind: 'warning', text }]);
    expect(reported({ warnMissing: true }, withNames, [])).toEqual([]);
  });

  it('else with what the caller says of these names', () => {
    const missingHint = (names: readonly string[]) => `about ${names}`;
    const warning = { warnMissing: true, missingHint };
    expect(reported(warning, database)).toMatchObject([{ hint: 'about bahs,x' }]);
    expect(reported(warning)).toMatchObject([{ hint: 'did you mean bash?' }]);
    const strict = () => reported({ strict: true, missingHint }, database);
    expect(strict).toThrow(expect.objectContaining({ hint: 'about bahs,x' }));
  });

  it('else they are said with -v only, as supermin 5 does', () => {
    expect(reported({})).toEqual(
      ['bahs', 'x'].map((name) => ({
        ...{ kind: 'message', level: 1 },
        text: `package ${name} is not installed, and left out`,
      })),
    );
  });

  it('strict: an error that names all of them', () => {
    const strict = (from: PackageDatabase) => () => {
      reportMissing(from, ['bahs', 'y'], { strict: true, warnMissing: true }, () => {});
    };
    const error = { code: 'PACKAGES_MISSING', message: 'not installed: bahs y' };
    expect(strict(database)).toThrow(
      expect.objectContaining({ ...error, hint: expect.stringContaining('--strict') }),
    );
    expect(strict(withNames)).toThrow(
      expect.objectContaining({ ...error, hint: 'did you mean bash?' }),
    );
  });
});

import { AptRepository, ScratchApt } from '@supermin/test-support/apt';
import { available, hasProgram } from '@supermin/test-support/programs';
import { pick, type Random, randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { described, type Packages, resolve, tableOf } from '../fixtures/table.ts';

const HAS_APT = available('apt as a judge', hasProgram('apt-get'));

const NAMES = Array.from({ length: 220 }, (_, at) => `p${at}`);
const VIRTUAL = Array.from({ length: 25 }, (_, at) => `v${at}`);

/** Packages with everything that decides a choice; a few more conflicts than distributions have. */
function generated(random: Random): Packages {
  const version = () => pick(['1', '1.5', '2', '2~rc1', '1:0.5', '2-3'], random);
  let from = 0;
  const atom = () => {
    // Most packages need what is listed behind them: distributions have few circles.
    const later = NAMES.slice(random(15) === 0 ? 0 : Math.min(from + 1, NAMES.length - 1));
    const name = random(6) === 0 ? pick(VIRTUAL, random) : pick(later, random);
    const bound =
      random(6) === 0 ? ` (${pick(['>=', '>=', '>=', '<<', '='], random)} ${version()})` : '';
    return `${name}${random(40) === 0 ? ':any' : ''}${bound}`;
  };
  const list = (most: number) => Array.from({ length: random(most + 1) }, atom);
  const alternatives = (most: number) =>
    Array.from({ length: random(most + 1) }, () => [atom(), ...list(2)].join(' | '));
  const packages: Record<string, Record<string, string>> = {};
  for (const [at, name] of NAMES.entries()) {
    from = at;
    const fields: Record<string, string> = {
      Priority: pick(
        ['required', 'important', 'standard', 'optional', 'optional', 'extra'],
        random,
      ),
      Depends: alternatives(3).join(', '),
      'Pre-Depends': random(8) === 0 ? atom() : '',
      Conflicts: random(40) === 0 ? list(2).join(', ') : '',
      Breaks: random(50) === 0 ? atom() : '',
      Recommends: list(1).join(', '),
      Suggests: list(1).join(', '),
      Provides:
        random(4) === 0 ? [pick(VIRTUAL, random), `${pick(VIRTUAL, random)} (= 2)`].join(', ') : '',
      'Multi-Arch': pick(['', 'same', 'foreign', 'allowed'], random),
      Essential: random(50) === 0 ? 'yes' : '',
    };
    const used = Object.entries(fields).filter(([, value]) => value !== '');
    packages[`${name}=${version()}`] = { ...Object.fromEntries(used), Arch: 'amd64' };
  }
  return packages;
}

describe.runIf(HAS_APT)('beside apt, with an empty status file', () => {
  it.each([1, 2, 3])('the same packages, or an error where apt has one: repository %i', (seed) => {
    const random = randomNumbers(seed);
    const packages = generated(random);
    const top = scratchDirectory();
    new AptRepository(`${top}/repository`, described(packages), { indexOnly: true });
    const apt = new ScratchApt(`${top}/root`, [
      `deb [trusted=yes] file:${top}/repository stable main`,
    ]);
    const table = tableOf(packages);
    const differences: unknown[] = [];
    let installed = 0;
    for (let set = 0; set < 40; set++) {
      const names = [...new Set(Array.from({ length: 1 + random(4) }, () => pick(NAMES, random)))];
      const ours = resolve(table, names);
      const theirs = apt.install(names);
      const found = Array.isArray(ours) ? withVersions(ours) : undefined;
      if (theirs !== undefined) installed++;
      if (JSON.stringify(found) !== JSON.stringify(theirs)) {
        differences.push({ names, ours, theirs });
      }
    }
    expect(differences).toEqual([]);
    expect(installed).toBeGreaterThan(3);
  });
});

/** As `ScratchApt` has them: the file's name of a version has no epoch. */
function withVersions(names: readonly string[]): string[] {
  return names.map((each) => each.replace('=', ' ').replace(/^(\S+)$/, '$1 1')).sort();
}

import { failure } from '../database.js';
import { compareVersions, isInRange, parseDependency } from './version.js';

/** All packages of the repositories, by the names that they answer to. */
export class Pool {
  #answering = new Map();

  constructor(entries) {
    for (const entry of entries) {
      for (const [name, version] of [[entry.name, entry.version], ...entry.provides]) {
        const others = this.#answering.get(name) ?? [];
        this.#answering.set(name, [...others, { entry, version }]);
      }
    }
  }

  /** Packages that satisfy a dependency, the best first: of that name, of high priority, of high version. */
  satisfiers(wanted) {
    const rank = ({ entry }) =>
      entry.name === wanted.name ? Number.POSITIVE_INFINITY : entry.priority;
    return (this.#answering.get(wanted.name) ?? [])
      .filter(({ version }) => isInRange(version, wanted))
      .sort((a, b) => rank(b) - rank(a) || compareVersions(b.entry.version, a.entry.version))
      .map(({ entry }) => entry);
  }

  has(name) {
    return this.satisfiers(parseDependency(name)).length > 0;
  }
}

/** What names mean and need. Of several that will do, one that is chosen already; nothing is tried twice. */
export function resolve(pool, names) {
  const chosen = new Map();
  const conflicts = [];
  const take = (word, dependent) => {
    const wanted = parseDependency(word);
    if (wanted.isConflict) return void conflicts.push({ wanted, dependent });
    const found = pool.satisfiers(wanted);
    const entry = found.find((each) => chosen.get(each.name) === each) ?? found[0];
    if (entry === undefined) throw missing(word, dependent);
    const other = chosen.get(entry.name);
    if (other === entry) return;
    if (other !== undefined)
      throw unsatisfiable(`${dependent} needs ${word}, not ${other.version}`);
    chosen.set(entry.name, entry);
    waiting.push(entry);
  };
  const waiting = [];
  for (const name of [...names].sort()) take(name);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const word of next.depends) take(word, next.name);
  }
  for (const { wanted, dependent } of conflicts) {
    const entry = pool.satisfiers(wanted).find((each) => chosen.get(each.name) === each);
    if (entry !== undefined && entry.name !== dependent) {
      throw unsatisfiable(`${dependent} conflicts with ${entry.name}`);
    }
  }
  return [...chosen.values()];
}

function missing(word, dependent) {
  if (dependent !== undefined)
    return unsatisfiable(`${dependent} needs ${word}, which nothing provides`);
  return failure(
    'PACKAGES_MISSING',
    `no such package in the repositories: ${word}`,
    'check the name',
  );
}

function unsatisfiable(problem) {
  const text = `these packages cannot be installed together: ${problem}`;
  return failure('PACKAGES_UNSATISFIABLE', text, 'leave one of them out');
}

// Chooses random sets of Debian's packages, and sets from conflicts, and compares each with what apt itself would install in an empty
// root. Needs apt, debian-archive-keyring and a network, and takes a second or two a set. FILE has more sets, one a line.
//
//     node --import ./scripts/from-sources/register.mjs scripts/sets-beside-apt.mjs [SUITE [ARCH [RANDOM [ADVERSARIAL [SEED [FILE]]]]]]
//     node --import ./scripts/from-sources/register.mjs scripts/sets-beside-apt.mjs trixie amd64 0 0 1 scripts/hand-picked-sets.txt
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backend } from '../packages/backend-dpkg/src/index.ts';
import { Downloads } from '../packages/core/src/download/downloads.ts';
import { isSuperminError, localHost } from '../packages/core/src/index.ts';
import { ScratchApt } from '../packages/test-support/src/apt/index.ts';
import { pick, randomNumbers } from '../packages/test-support/src/random/index.ts';

const [suite = 'bookworm', arch = 'amd64', ...numbers] = process.argv.slice(2);
const [sets = 100, adversarial = 20, seed = 1] = numbers.slice(0, 3).map(Number);
const picked = numbers[3] === undefined ? [] : readFileSync(numbers[3], 'utf8').trim().split('\n');
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

const directory = mkdtempSync(join(tmpdir(), 'supermin-sets-'));

/** Names in a field of relations, without versions and architectures. */
function namesIn(field = '') {
  return field.split(/[,|]/).flatMap((each) => /^\s*([a-z0-9][a-z0-9+.-]+)/.exec(each)?.[1] ?? []);
}

/** Pairs of packages of which one conflicts with the other or breaks it; and who depends on what. */
function relations(text) {
  const [pairs, dependents] = [[], new Map()];
  for (const stanza of text.split('\n\n')) {
    const fields = Object.fromEntries(
      [...stanza.matchAll(/^([\w-]+): (.*)$/gm)].map((match) => match.slice(1)),
    );
    const name = fields.Package;
    for (const other of namesIn(`${fields.Conflicts ?? ''},${fields.Breaks ?? ''}`))
      pairs.push([name, other]);
    for (const needed of namesIn(fields.Depends)) {
      dependents.set(needed, [...(dependents.get(needed) ?? []), name]);
    }
  }
  return { pairs, dependents };
}

function packagesFile(root) {
  const lists = join(root, 'var/lib/apt/lists');
  const name = readdirSync(lists).find((each) => each.endsWith('_Packages'));
  return readFileSync(join(lists, name), 'latin1');
}

async function open(source) {
  const signal = new AbortController().signal;
  const downloads = new Downloads(directory);
  const fetcher = {
    fetch: (file, work) => downloads.with(file, { environment: process.env, signal }, work),
  };
  return backend.repository.open({
    ...{ host: localHost(), signal, report: () => {}, cacheDirectory: directory, mirrors: [] },
    ...{ from: [source], arch, fetcher },
  });
}

async function chosen(repository, names) {
  try {
    const { packages } = await repository.resolve(names, { weak: false });
    return packages.map(({ name, version }) => `${name} ${version}`).sort();
  } catch (error) {
    if (isSuperminError(error) && error.code.startsWith('PACKAGES_')) return undefined;
    throw error;
  }
}

try {
  const random = randomNumbers(seed);
  const repository = await open(`debian:${suite}`);
  const [main] = repository.sources;
  const root = join(directory, 'apt');
  const lines = repository.sources.map(({ uri, archive }) => {
    if (archive === 'debian-security')
      return `deb [signed-by=${KEYRING}] ${uri} ${suite}-security main`;
    return undefined;
  });
  const updates =
    suite === 'sid' ? [] : [`deb [signed-by=${KEYRING}] ${main.uri} ${suite}-updates main`];
  const own = `deb [signed-by=${KEYRING}] ${main.uri} ${suite} main`;
  const apt = new ScratchApt(root, [own, ...updates, ...new Set(lines.filter(Boolean))], arch);
  const names = apt.names().filter((name) => repository.has(name));
  const { pairs, dependents } = relations(packagesFile(root));
  const known = new Set(names);
  /** A package, or one that needs it. */
  const near = (name) => pick([name, ...(dependents.get(name) ?? [])], random);
  const conflicting = () => {
    const some = Array.from({ length: 1 + random(2) }, () => pick(pairs, random).map(near)).flat();
    return [...some, ...Array.from({ length: random(3) }, () => pick(names, random))].filter(
      (name) => known.has(name),
    );
  };
  const counts = { equal: 0, refused: 0, different: 0 };
  const wantedSets = [
    ...Array.from({ length: sets }, () =>
      Array.from({ length: 1 + random(30) }, () => pick(names, random)),
    ),
    ...Array.from({ length: adversarial }, conflicting),
    ...picked.map((line) => line.split(' ')),
  ];
  for (const wanted of wantedSets) {
    if (wanted.length === 0) continue;
    const theirs = apt.install(wanted);
    const ours = await chosen(repository, wanted);
    if (JSON.stringify(ours) === JSON.stringify(theirs)) {
      counts.equal++;
      if (ours === undefined) counts.refused++;
      continue;
    }
    counts.different++;
    const only = (a, b) => (a ?? []).filter((each) => !(b ?? []).includes(each));
    const shown = {
      wanted,
      ours: ours && only(ours, theirs),
      theirs: theirs && only(theirs, ours),
    };
    console.log(JSON.stringify(shown));
  }
  console.log(suite, arch, JSON.stringify(counts));
  if (counts.different > 0) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true });
}

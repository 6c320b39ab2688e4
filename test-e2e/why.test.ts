import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { type Random, randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';

const hasApt = available("chains of 'why', compared with apt-cache", hasProgram('apt-cache'));

/** Chains to compare; `SUPERMIN_TEST_CHAINS=200` for more. */
const CHAINS = Number(process.env.SUPERMIN_TEST_CHAINS ?? 20);
const CHAINS_OF_ONE = 5;

interface Explanation {
  chain: { id: string; dependency?: string; alternatives: { id: string; included: boolean }[] }[];
  neededBy: string[];
}

const NO = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What each installed package needs: of alternatives the first that is installed, of a virtual package all that provide it. */
async function graphOf(ids: readonly string[]): Promise<Graph> {
  // Not `--installed`: that leaves out virtual packages, and with them perlapi-5.36, by which a package needs perl-base.
  const argv = ['depends', ...NO.map((name) => `--no-${name}`), ...ids];
  const { stdout } = await succeed('apt-cache', argv);
  const installed = new Set(ids);
  const graph = new Map<string, Set<string>>();
  let needed = new Set<string>();
  let group: string[][] = [];
  const close = () => {
    const first = group.find((alternative) => alternative.some((id) => installed.has(id))) ?? [];
    for (const id of first) if (installed.has(id)) needed.add(id);
    group = [];
  };
  let isOpen = false;
  for (const line of stdout.split('\n')) {
    const [, or, target] = /^ ([ |])(?:Pre)?Depends: <?([^<>]+)>?$/.exec(line) ?? [];
    if (target !== undefined) {
      if (!isOpen) close();
      group.push([target]);
      isOpen = or === '|';
    } else if (line.startsWith('    ')) group.at(-1)!.push(line.trim());
    else {
      close();
      isOpen = false;
      needed = new Set();
      graph.set(line, needed);
    }
  }
  close();
  return graph;
}

/** Steps from the root to each package of the set, by breadth. */
function distances(graph: Graph, root: string, set: ReadonlySet<string>): Map<string, number> {
  const found = new Map([[root, 0]]);
  for (const [id, distance] of found) {
    for (const next of graph.get(id) ?? []) {
      if (set.has(next) && !found.has(next)) found.set(next, distance + 1);
    }
  }
  return found;
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[random(values.length)]!;
}

describe('supermin why', () => {
  const directory = scratchDirectory();
  const input = join(directory, 'appliance.d');
  mkdirSync(input);

  it.runIf(hasApt)(
    `${CHAINS} chains are as short as those that apt-cache's dependencies make`,
    async () => {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own
      const { stdout } = await succeed('dpkg-query', ['-W', '-f', '${Package}\n']);
      const ids = stdout.trim().split('\n');
      const graph = await graphOf(ids);
      const random = randomNumbers(26);
      const longest: number[] = [];
      for (let done = 0; done < CHAINS; ) {
        const root = pick(ids, random);
        writeFileSync(join(input, 'packages'), `${root}\n`);
        const inspected = await superminSucceeds(['inspect', '--json', input]);
        const { packages } = JSON.parse(inspected.stdout) as { packages: { id: string }[] };
        const set = new Set(packages.map(({ id }) => id));
        if (set.size < 8) continue;
        const far = distances(graph, root, set);
        for (let count = 0; count < CHAINS_OF_ONE && done < CHAINS; count++, done++) {
          const target = pick([...set], random);
          const { stdout: text } = await superminSucceeds(['why', '--json', target, input]);
          const { chain, neededBy } = JSON.parse(text) as Explanation;
          const path = chain.map(({ id }) => id);
          expect([root, target, path.length - 1]).toEqual([root, target, far.get(target)]);
          for (const [index, id] of path.slice(1).entries()) {
            expect([...graph.get(path[index]!)!]).toContain(id);
          }
          expect(path.length === 1 || neededBy.includes(path.at(-2)!)).toBe(true);
          longest.push(path.length);
        }
      }
      expect(Math.max(...longest)).toBeGreaterThan(3);
    },
  );

  it('tells the chain, other candidates and the rule; of a path the package that has it', async () => {
    const { stdout } = await superminSucceeds(['why', '/usr/bin/dpkg', 'tar', 'bash', 'dpkg']);
    expect(stdout).toMatch(/^dpkg \S+ was asked for\n/);
    const libc = await superminSucceeds(['why', 'libc6', 'bash']);
    // Output is read a character a byte.
    const text = Buffer.from(libc.stdout, 'latin1').toString();
    expect(text).toMatch(/^bash \S+ was asked for\n└ needs libc6 \(>= [^)]+\): libc6 \S+\n/);
    expect(text).toMatch(/\nlibc6 is also needed by /);
  });

  it('says what is not in, and what is not there', async () => {
    const { status, stdout } = await supermin(['why', 'apt', 'libc6']);
    expect([status, stdout]).toEqual([1, expect.stringContaining('apt: installed, but not in')]);
    const none = await supermin(['why', 'no-such-package', 'libc6']);
    expect([none.status, none.stderr]).toEqual([
      1,
      expect.stringContaining('no package is called'),
    ]);
    const usage = await supermin(['why', 'apt']);
    expect([usage.status, usage.stderr]).toEqual([
      2,
      expect.stringContaining('why needs a package or a path'),
    ]);
  });
});

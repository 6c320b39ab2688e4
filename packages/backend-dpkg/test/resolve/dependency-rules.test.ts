import { existsSync, readFileSync } from 'node:fs';
import type { SuperminEvent } from '@supermin/core';
import { resolveClosure } from '@supermin/core/backend';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { dependencyRules } from '../../src/resolve/dependency-rules.ts';
import { AptOracle, aptIsContent, hasApt, sayMissing, sharedData } from '../support/judges.ts';
import { type Fields, indexOf, indexUnder } from '../support/status.ts';

function closureOf(roots: string[], packages: Fields[], weak = false) {
  const events: SuperminEvent[] = [];
  const index = indexOf(...packages);
  const found = roots.map((name) => index.named(name)[0]!);
  const closure = resolveClosure(dependencyRules(index), found, {
    manager: 'dpkg',
    weak,
    report: (event) => events.push(event),
  });
  return { ids: closure.map((each) => each.id), events };
}

const named = (...names: string[]): Fields[] => names.map((name) => ({ Package: name }));

describe('dependencies of dpkg packages', () => {
  it('follows Pre-Depends and Depends to the end, round in circles too', () => {
    const packages = [
      { Package: 'a', 'Pre-Depends': 'b', Depends: 'c' },
      { Package: 'b', Depends: 'a, d' },
      ...named('c', 'd', 'e'),
    ];
    expect(closureOf(['a'], packages).ids).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes the first alternative that is installed, and no other', () => {
    const packages = [
      { Package: 'a', Depends: 'missing | b (>= 2) | c | d' },
      ...named('b', 'c', 'd'),
    ];
    expect(closureOf(['a'], packages).ids).toEqual(['a', 'c']);
  });

  it('takes none when one of them comes in anyway, in whatever order they are met', () => {
    const packages = [
      { Package: 'a', Depends: 'x | y' },
      { Package: 'b', Depends: 'c' },
      { Package: 'c', Depends: 'y' },
      ...named('x', 'y'),
    ];
    expect(closureOf(['a', 'b'], packages).ids).toEqual(['a', 'b', 'c', 'y']);
    expect(closureOf(['b', 'a'], packages).ids).toEqual(['a', 'b', 'c', 'y']);
    expect(closureOf(['a', 'x'], packages).ids).toEqual(['a', 'x']);
  });

  it('goes on from what a choice brought in', () => {
    const packages = [
      { Package: 'a', Depends: 'p | q, r | s' },
      { Package: 'p', Depends: 's' },
      ...named('q', 'r', 's'),
    ];
    expect(closureOf(['a'], packages).ids).toEqual(['a', 'p', 's']);
  });

  it('takes the most needed of several that provide a name', () => {
    const packages = [
      { Package: 'base-files', 'Pre-Depends': 'awk' },
      { Package: 'gawk', Provides: 'awk' },
      { Package: 'mawk', Provides: 'awk', Priority: 'required' },
    ];
    expect(closureOf(['base-files'], packages).ids).toEqual(['base-files', 'mawk']);
    expect(closureOf(['base-files', 'gawk'], packages).ids).toEqual(['base-files', 'gawk']);
  });

  it('edge case 14: stays with the architecture of the package, but for Multi-Arch: foreign', () => {
    const same = { 'Multi-Arch': 'same' };
    const packages = [
      { Package: 'wine32', Architecture: 'i386', Depends: 'libc6, perl:any, make' },
      { Package: 'libc6', ...same },
      { Package: 'libc6', ...same, Architecture: 'i386' },
      { Package: 'perl', 'Multi-Arch': 'allowed', Depends: 'libc6' },
      { Package: 'make', 'Multi-Arch': 'foreign', Depends: 'libc6' },
    ];
    expect(closureOf(['wine32'], packages).ids).toEqual([
      'libc6',
      'libc6:i386',
      'make',
      'perl',
      'wine32:i386',
    ]);
  });

  it('reports what nothing satisfies, and carries on', () => {
    const packages = [{ Package: 'a', Depends: 'gone (>= 2) | lost, b' }, ...named('b')];
    const { ids, events } = closureOf(['a'], packages);
    expect(ids).toEqual(['a', 'b']);
    expect(events).toEqual([
      {
        kind: 'message',
        level: 2,
        text: 'dpkg: a needs gone (>= 2) | lost, which is not installed',
      },
    ]);
  });

  it('follows Recommends only when asked to, after everything else, and says nothing of missing ones', () => {
    const packages = [
      { Package: 'a', Depends: 'b', Recommends: 'r | b, missing' },
      { Package: 'b', Recommends: 'c' },
      { Package: 'c', Depends: 'd', Recommends: 'e' },
      ...named('d', 'e', 'r'),
    ];
    expect(closureOf(['a'], packages).ids).toEqual(['a', 'b']);
    expect(closureOf(['a'], packages, true)).toEqual({
      ids: ['a', 'b', 'c', 'd', 'e'],
      events: [],
    });
  });
});

/** The stanzas of just these packages, as dpkg wrote them: of this host, or of the root of another architecture. */
function stanzasOf(status: string, names: ReadonlySet<string>): string {
  return status
    .split('\n\n')
    .filter((text) => {
      const name = /^Package: (.*)$/m.exec(text)?.[1];
      const arch = /^Architecture: (.*)$/m.exec(text)?.[1];
      return names.has(`${name}_${arch}`);
    })
    .map((text) => `${text}\n\n`)
    .join('');
}

const ubuntu = `${sharedData}/ubuntu-20.04-base`;
describe.runIf(sayMissing('apt', hasApt))('closures judged by apt', () => {
  const directory = scratchDirectory();
  const judge = (root: string, names: readonly string[] | number, architecture?: string) => {
    const index = indexUnder(root);
    const status = readFileSync(`${root}/var/lib/dpkg/status`, 'latin1');
    const choose = randomNumbers(9);
    const roots =
      typeof names === 'number'
        ? Array.from({ length: names }, () => index.packages[choose(index.packages.length)]!)
        : names.map((name) => index.named(name)[0]!);
    const missing: string[] = [];
    const closure = resolveClosure(dependencyRules(index), roots, {
      manager: 'dpkg',
      weak: false,
      report: (event) => missing.push(JSON.stringify(event)),
    });
    const verdict = (packages: typeof closure) =>
      aptIsContent(
        directory,
        stanzasOf(status, new Set(packages.map((each) => `${each.name}_${each.arch}`))),
        architecture,
      );
    return { closure, roots: new Set(roots), missing, verdict };
  };

  it('bash, coreutils and util-linux of this host: complete, and not one package too many', () => {
    const { closure, roots, missing, verdict } = judge('/', ['bash', 'coreutils', 'util-linux']);
    expect(missing).toEqual([]);
    expect(verdict(closure)).toEqual({ status: 0, output: '' });
    const needless = closure.filter(
      (each) => !roots.has(each) && verdict(closure.filter((other) => other !== each)).status === 0,
    );
    expect(needless.map((each) => each.id)).toEqual([]);
  });

  it.each([1, 2, 3, 10, 100])('%d packages of this host', (count) => {
    const { closure, missing, verdict } = judge('/', count);
    if (missing.length === 0) expect(verdict(closure)).toEqual({ status: 0, output: '' });
    else expect(verdict(closure).status).not.toBe(0);
  });

  it.runIf(sayMissing(ubuntu, existsSync(ubuntu)))('ten packages of Ubuntu 20.04 for armhf', () => {
    const { closure, missing, verdict } = judge(ubuntu, 10, 'armhf');
    expect(missing).toEqual([]);
    expect(verdict(closure)).toEqual({ status: 0, output: '' });
  });
});

/** Small and large. */
const TEN = 'adduser apt bash coreutils dbus openssh-server python3 systemd util-linux wget'.split(
  ' ',
);
const canSimulate = sayMissing('apt', hasApt) && sayMissing(ubuntu, existsSync(ubuntu));
describe.runIf(canSimulate)('closures of Ubuntu 20.04 for armhf as apt would install them', () => {
  const directory = scratchDirectory();
  let oracle: AptOracle;
  beforeAll(() => {
    const status = readFileSync(`${ubuntu}/var/lib/dpkg/status`, 'latin1');
    oracle = new AptOracle(directory, status, 'armhf');
  });

  it.each(TEN)('%s', (name) => {
    const index = indexUnder(ubuntu);
    const missing: unknown[] = [];
    const closure = resolveClosure(dependencyRules(index), index.named(name), {
      manager: 'dpkg',
      weak: false,
      report: (event) => missing.push(event),
    });
    expect(missing).toEqual([]);
    expect(closure.map((each) => each.name).sort()).toEqual(oracle.closure(name));
  });
});

import { readFileSync } from 'node:fs';
import { isSuperminError } from '@supermin/core';
import { randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it } from 'vitest';
import { installedPackages } from '../../src/database/installed-packages.ts';
import { parseStatus } from '../../src/format/stanza.ts';
import { TextFile } from '../../src/format/text-file.ts';
import { hasDpkg, run, sayMissing } from '../support/judges.ts';
import { statusText } from '../support/status.ts';

const parse = (text: string) => parseStatus(new TextFile('/status', text));

const TWO = `Package: a
status: install ok installed
Architecture: amd64
MULTI-ARCH: same
Version: 1:2-3
Depends: b (>= 1),
 c
Conffiles:
 /etc/a 0123456789abcdef0123456789abcdef
 /etc/b 0123456789abcdef0123456789abcdef obsolete
Description: short
 long
 .
 longer
Homepage: https://example.com/


Package: b
Status: deinstall ok config-files
Description: x
`;

describe('parseStatus', () => {
  it('reads the fields that matter, in any case, with their continuation lines', () => {
    const [a, b, ...others] = parse(TWO);
    expect(others).toEqual([]);
    expect(a!.value('package')).toBe('a');
    expect(a!.value('status')).toBe('install ok installed');
    expect(a!.value('multi-arch')).toBe('same');
    expect(a!.value('version')).toBe('1:2-3');
    expect(a!.value('depends')).toBe('b (>= 1),\n c');
    expect(a!.value('pre-depends')).toBe('');
    expect(a!.value('conffiles').split('\n')).toHaveLength(2);
    expect(b!.value('status')).toBe('deinstall ok config-files');
    expect(b!.value('depends')).toBe('');
  });

  it('reads a last record that dpkg has not written, without Description and blank line (cases/dpkg-at-work)', () => {
    const short = 'Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n';
    expect(parse(`${TWO}\n${short}`)).toHaveLength(3);
  });

  it('takes blanks before a colon, as dpkg does', () => {
    const [a] = parse('Package : a\nVersion\t: 1\nDescription: x\n');
    expect([a!.value('package'), a!.value('version')]).toEqual(['a', '1']);
  });

  it('does without the last blank line once the description is there', () => {
    expect(parse('Package: a\nDescription: x\n')).toHaveLength(1);
    expect(parse('')).toEqual([]);
    expect(parse('\n\n')).toEqual([]);
  });

  it.each([
    ['no colon', 'Package: a\nbroken line\n\n', 2],
    ['no name before the colon', 'Package: a\n: x\n\n', 2],
    ['a continuation of nothing', '\n x\n\n', 2],
    ['a field given twice', 'Package: a\nVersion: 1\nVersion: 2\n\n', 3],
    ['an end between two fields', 'Package: a\nMaintainer: b\nVersion: 1\n', 4],
    ['an end before the version', 'Package: a\nArchitecture: all\n', 3],
  ])('names the line of %s', (_, text, line) => {
    expect(() => parse(text)).toThrow(`/status: line ${line}: `);
  });
});

/** What a damaged text gives: an error of ours, or ids and dependencies of the packages. */
function reading(text: string): string[] | 'error' {
  try {
    const { packages } = installedPackages(parse(text), ['amd64']);
    return packages.map((each) => `${each.id} ${each.dependencies.map((clause) => clause.text)}`);
  } catch (error) {
    if (!isSuperminError(error)) throw error;
    expect(error.message).toMatch(/^\/status: line \d+: /);
    return 'error';
  }
}

describe('a damaged status file', () => {
  const whole = statusText(
    { Package: 'a', Depends: 'b, c', 'Multi-Arch': 'foreign' },
    { Package: 'b', 'Pre-Depends': 'c (>= 1)' },
    { Package: 'c', Provides: 'd' },
  );
  const right = reading(whole);

  it('cut at every byte: an error, or the right reading of the packages before the cut', () => {
    for (let length = 0; length < whole.length; length++) {
      const result = reading(whole.slice(0, length));
      if (result !== 'error') expect(result).toEqual(right.slice(0, result.length));
    }
  });

  it('cut inside a package: an error', () => {
    const cuts = [...whole.matchAll(/\n(?=Version|Depends|Provides|Description)/g)];
    expect(cuts.length).toBeGreaterThan(5);
    for (const { index } of cuts) expect(reading(whole.slice(0, index + 1))).toBe('error');
  });
});

describe.runIf(sayMissing('dpkg', hasDpkg))("this host's status file", () => {
  it('gives the packages that dpkg-query lists', () => {
    const text = readFileSync('/var/lib/dpkg/status', 'latin1');
    const ours = parse(text).map((each) =>
      (['package', 'version', 'architecture', 'status'] as const)
        .map((name) => each.value(name))
        .join(' '),
    );
    const fields = ['Package', 'Version', 'Architecture', 'Status'].map((name) => `\${${name}}`);
    const theirs = run('dpkg-query', ['-W', `-f=${fields.join(' ')}\\n`])
      .output.trimEnd()
      .split('\n');
    expect(ours.sort()).toEqual(theirs.sort());
  });

  it('with bytes flipped 200 times: an error of ours or a reading, never anything else', () => {
    const bytes = readFileSync('/var/lib/dpkg/status').subarray(0, 100_000);
    const choose = randomNumbers(3);
    for (let round = 0; round < 200; round++) {
      const copy = Buffer.from(bytes);
      for (let flips = 0; flips < 3; flips++) copy[choose(copy.length)]! ^= 1 << choose(8);
      reading(copy.toString('latin1'));
    }
  });
});

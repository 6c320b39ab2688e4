import { spawnSync } from 'node:child_process';
import { localHost } from '@supermin/core';
import { expect, test } from 'vitest';
import { moduleClosure } from '../../src/modules/closure.ts';
import { readModuleIndex } from '../../src/modules/module-index.ts';
import { moduleName, parseModulesDep } from '../../src/modules/modules-dep.ts';

function closure(lines: string[], ...wanted: string[]): string {
  const soft = lines.filter((line) => line.startsWith('soft '));
  const softNeeds = (path: string) => {
    const [, , , pre, post] =
      soft.map((line) => line.split(' ')).find(([, module]) => module === path) ?? [];
    const list = (text = '') => text.split(',').filter(Boolean);
    return { before: list(pre), behind: list(post) };
  };
  const needs = parseModulesDep(lines.filter((line) => !soft.includes(line)).join('\n'));
  const paths = moduleClosure({ needs, softNeeds }, (name) => wanted.includes(name));
  return paths.map((path) => path.replace('.ko', '')).join(' ');
}

test('what is needed comes first, once', () => {
  const lines = ['a.ko: b.ko c.ko', 'b.ko: c.ko', 'c.ko:', 'd.ko: b.ko c.ko', 'e.ko:'];
  expect(closure(lines, 'a', 'd')).toBe('c b a d');
  expect(closure(lines, 'e')).toBe('e');
  expect(closure(lines)).toBe('');
});

test('else paths are in byte order; the last one of a line is loaded first', () => {
  const lines = ['z.ko: q.ko p.ko', 'b.ko: s.ko r.ko'];
  expect(closure(lines, 'b', 'z')).toBe('r s b p q z');
  expect(closure([...lines].reverse(), 'z', 'b')).toBe('r s b p q z');
});

test('a needed module without a line of its own', () => {
  expect(closure(['a.ko: missing.ko'], 'a')).toBe('missing a');
});

test('cycles end', () => {
  expect(closure(['a.ko: b.ko', 'b.ko: a.ko', 'c.ko: c.ko'], 'a', 'b', 'c')).toBe('b a c');
});

test('a chain of 100,000 modules', () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `m${i}.ko: m${i + 1}.ko`);
  expect(closure(lines, 'm0').split(' ')).toHaveLength(100_001);
});

test('soft dependencies: before and behind the module, with what they need', () => {
  const lines = ['a.ko: b.ko', 'b.ko:', 'p.ko: q.ko', 'q.ko:', 'z.ko: y.ko', 'y.ko:'];
  expect(closure([...lines, 'soft a.ko : p.ko z.ko'], 'a')).toBe('b q p a y z');
  expect(closure([...lines, 'soft b.ko : p.ko,z.ko '], 'a')).toBe('q p y z b a');
  expect(closure([...lines, 'soft a.ko : a.ko z.ko', 'soft z.ko : a.ko '], 'a')).toBe('b a y z');
});

const host = localHost('/');
const versions = host.stat('/lib/modules') ? host.readdir('/lib/modules') : [];
const version = versions.find((name) => host.stat(`/lib/modules/${name}/modules.dep.bin`));
const modprobe = ['/sbin/modprobe', '/usr/bin/modprobe'].find((path) => host.stat(path));
const canCompare = version !== undefined && modprobe !== undefined;
if (!canCompare) console.log('no kernel or no modprobe here: closures are not compared with it');

test.runIf(canCompare)("this machine's own modules: as modprobe lists them", () => {
  const directory = `/lib/modules/${version}`;
  const index = readModuleIndex(host, directory);
  const all = [...index.needs.keys()].sort();
  const softly = all.filter((path) => {
    const { before, behind } = index.softNeeds(path);
    return before.length + behind.length > 0;
  });
  expect(softly.length).toBeGreaterThan(0);
  for (const path of [...softly, ...all.filter((_, number) => number % 40 === 0)]) {
    const name = moduleName(path);
    const args = ['-C', '/dev/null', '-S', version!, '--show-depends', name];
    const { stdout } = spawnSync(modprobe!, args, { encoding: 'latin1' });
    const listed = [...stdout.matchAll(/^insmod \S*\/modules\/[^/]+\/(\S+)/gm)].map(
      ([, relative]) => relative,
    );
    expect(moduleClosure(index, (each) => each === name)).toEqual([...new Set(listed)]);
  }
});

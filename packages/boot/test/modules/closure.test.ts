import { expect, test } from 'vitest';
import { moduleClosure } from '../../src/modules/closure.ts';
import { parseModulesDep } from '../../src/modules/modules-dep.ts';

function closure(lines: string[], ...wanted: string[]): string {
  const modules = parseModulesDep(lines.join('\n'));
  const paths = moduleClosure(modules, (name) => wanted.includes(name));
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

import { readdirSync, readFileSync } from 'node:fs';
import { parseManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { parseArguments, type Wish } from '../src/arguments.ts';
import { planPlugin } from '../src/plan.ts';

const TEMPLATE = new URL('../template/', import.meta.url);

function plan(...argv: string[]): Map<string, string> {
  const template = (name: string) => readFileSync(new URL(name, TEMPLATE), 'utf8');
  const files = planPlugin(parseArguments(argv) as Wish, template, '6.4.2');
  return new Map(files.map(({ path, content }) => [path, content]));
}

describe.each(['backend', 'writer'] as const)('a new %s', (kind) => {
  const files = plan('@me/a.b', '--kind', kind);

  it('has every template of its kind, and leaves no place open', () => {
    const own = readdirSync(new URL(kind, TEMPLATE));
    expect([...files.keys()].sort()).toEqual([...own, 'package.json', '.gitignore'].sort());
    for (const [path, content] of files) expect(content, path).not.toMatch(/\{\{|\}\}/);
  });

  it('has a manifest as the command takes it', () => {
    const { name, dependencies, supermin } = JSON.parse(files.get('package.json')!);
    expect(name).toBe(`@me/supermin-${kind}-a.b`);
    expect(dependencies).toEqual({ '@supermin/core': '^6.0.0' });
    expect(parseManifest(supermin)[`${kind}s`]).toMatchObject([{ name: 'a.b' }]);
    expect(files.get('index.js')).toContain(`export const ${kind} = {\n  name: 'a.b',`);
    expect(files.get('index.js')).toContain("'A_B_");
  });
});

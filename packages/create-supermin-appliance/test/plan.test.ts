import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseArguments, type Wish } from '../src/arguments.ts';
import { planPackage } from '../src/plan.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/hello-appliance', import.meta.url));

function plan(...argv: string[]) {
  const template = (name: string) =>
    readFileSync(new URL(`../template/${name}`, import.meta.url), 'utf8');
  return planPackage(parseArguments(argv) as Wish, template, '6.4.2');
}

/** The files of a directory that git knows or would take. */
function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('node_modules') && statSync(join(directory, name)).isFile(),
  );
}

describe('planPackage', () => {
  it('makes the example of this repository', () => {
    const files = plan('hello-appliance');
    expect(files.map(({ path }) => path).sort()).toEqual(filesOf(EXAMPLE).sort());
    for (const { path, content, executable } of files) {
      expect(content, path).toBe(readFileSync(join(EXAMPLE, path), 'utf8'));
      expect((statSync(join(EXAMPLE, path)).mode & 0o100) !== 0, path).toBe(executable);
    }
  });

  it('leaves no place open', () => {
    for (const { path, content } of plan('@me/box', 'jq')) {
      expect(path + content, path).not.toMatch(/\{\{|\}\}|SHORT/);
    }
  });

  it('calls the command after the package, without the scope', () => {
    const files = new Map(plan('@me/box', 'jq').map(({ path, content }) => [path, content]));
    expect(JSON.parse(files.get('package.json')!)).toMatchObject({
      name: '@me/box',
      bin: { box: 'bin/box.js' },
      dependencies: { '@supermin/cli': '^6.0.0' },
    });
    expect(files.get('appliance/packages')).toBe('bash\ncoreutils\njq\n');
    expect(files.get('test/boots.test.js')).toContain("'../bin/box.js'");
  });

  it('writes an init that bash can read', () => {
    const init = plan('box').find(({ path }) => path === 'files/init')!;
    execFileSync('bash', ['-n'], { input: init.content });
  });
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: a script, without types
import { findProblems } from '../check-imports/find-problems.mjs';

/** What is wrong with a workspace of these files. */
const problemsOf = (files: Record<string, string>): string[] =>
  findProblems(scratchDirectory(files));

const SOUND = {
  'packages/core/src/index.ts': "export * from './a/one.ts';\n",
  'packages/core/src/a/one.ts': "import type { Two } from '../b/two.ts';\nexport type One = Two;\n",
  'packages/core/src/b/two.ts': "import '@supermin/newc';\nexport interface Two {}\n",
  'packages/core/test/a/one.test.ts': "import '../../src/a/one.ts';\n",
};

describe('npm run check', () => {
  it.each([
    ['passes where there is no problem', SOUND, 0],
    [
      'fails, and says each problem',
      { ...SOUND, 'packages/core/src/b/two.ts': "import '../a/one.ts';\n" },
      1,
    ],
  ])('%s', (_, files, status) => {
    const script = fileURLToPath(new URL('../check-imports.mjs', import.meta.url));
    const end = spawnSync(process.execPath, [script, scratchDirectory(files)], {
      encoding: 'utf8',
    });
    const said = problemsOf(files).map((line) => `${line}\n`);
    expect({ status: end.status, stderr: end.stderr }).toEqual({ status, stderr: said.join('') });
  });

  it('has nothing against imports that follow the arrows', () => {
    expect(problemsOf(SOUND)).toEqual([]);
  });

  it('fails on a circle of files, one of types as well', () => {
    const problems = problemsOf({
      ...SOUND,
      'packages/core/src/a/one.ts':
        "import { three } from './three.ts';\nexport type One = typeof three;\n",
      'packages/core/src/a/three.ts':
        "import type { One } from './one.ts';\nexport const three: One = 3;\n",
    });
    const circle = 'circle of files: packages/core/src/a/one.ts, packages/core/src/a/three.ts';
    expect(problems).toEqual([circle]);
  });

  it('fails on a circle that imports what is in none', () => {
    const problems = problemsOf({
      ...SOUND,
      'packages/core/src/a/x.ts': "import '../b/two.ts';\nimport './y.ts';\n",
      'packages/core/src/a/y.ts': "import './x.ts';\n",
    });
    const circle = 'circle of files: packages/core/src/a/x.ts, packages/core/src/a/y.ts';
    expect(problems).toEqual([circle]);
  });

  it('fails on a circle of directories', () => {
    const problems = problemsOf({
      ...SOUND,
      'packages/core/src/b/other.ts': "export { other } from '../a/other.ts';\n",
      'packages/core/src/a/other.ts': 'export const other = 1;\n',
    });
    const circle = 'circle of directories in packages/core/src: a, b';
    expect(problems).toEqual([circle]);
  });

  it('fails on an import of what is fenced in, but for its gates', () => {
    const problems = problemsOf({
      ...SOUND,
      'packages/cli/src/main.ts':
        "import './fast-start/bundle/modules.ts';\nimport './fast-start/is-off.ts';\n",
      'packages/cli/src/fast-start/bundle/modules.ts': "import '../is-off.ts';\n",
      'packages/cli/src/fast-start/is-off.ts': 'export {};\n',
    });
    expect(problems).toEqual([expect.stringContaining('imports ./fast-start/is-off.ts')]);
  });

  it.each([
    ['packages/core/src/b/two.ts', "import '@supermin/boot';\n"],
    ['packages/backend-dpkg/src/index.ts', "export * from '@supermin/backend-rpm';\n"],
    ['packages/writer-ext2/src/index.ts', "await import('@supermin/cli');\n"],
    ['packages/unknown/src/index.ts', "import '@supermin/core';\n"],
  ])('fails on an import against the arrows, in %s', (file, text) => {
    const problems = problemsOf({ ...SOUND, [file]: text });
    expect(problems).toEqual([expect.stringMatching(`^${file}: imports @supermin/.*arrows`)]);
  });

  it.each([
    ['packages/boot/src/index.ts', "import '../../core/src/a/one.ts';\n"],
    ['packages/boot/src/index.ts', "import '@supermin/core/src/a/one.ts';\n"],
    ['packages/boot/test/index.test.ts', "import '../../core/test/support/temp.ts';\n"],
    ['packages/boot/test/index.test.ts', "import '../../../test-e2e/support/init.ts';\n"],
    ['bench/src/main.ts', "import '../../test-e2e/support/init.ts';\n"],
    ['bench/test/main.test.ts', "import '../../packages/core/test/support/temp.ts';\n"],
    ['test-e2e/run.test.ts', "import '../packages/core/src/index.ts';\n"],
  ])("fails on an import of another package's insides, in %s: %s", (file, text) => {
    const problems = problemsOf({ ...SOUND, [file]: text });
    expect(problems).toEqual([expect.stringContaining('which is inside of another package')]);
  });

  it('fails on a circle of C headers', () => {
    const problems = problemsOf({
      'packages/boot/guest/a.h': '#include "b.h"\n',
      'packages/boot/guest/b.h': '#include "a.h"\n',
    });
    expect(problems).toEqual(['circle of files: packages/boot/guest/a.h, packages/boot/guest/b.h']);
  });
});

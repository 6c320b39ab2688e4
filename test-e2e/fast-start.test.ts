import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Finished, run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { HAS_QEMU } from './support/qemu.ts';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const OFF = { SUPERMIN_FAST_START: '0' };

interface Way {
  name: string;
  command: () => string[];
  env: Record<string, string>;
}

const WITH: Way = { name: 'with the fast start', command: () => [inject('supermin')], env: {} };
const WITHOUT: Way[] = [
  { name: 'with SUPERMIN_FAST_START=0', command: () => [inject('supermin')], env: OFF },
  {
    name: 'from the sources',
    // `npm run supermin`, without what npm prints.
    command: () => [
      ...[process.execPath, '--import', join(TOP, 'scripts/from-sources/register.mjs')],
      join(TOP, 'packages/cli/src/entry.ts'),
    ],
    env: {},
  },
];

const top = scratchDirectory();

/** What a way keeps and makes lies in a directory of its own. */
function inOwn({ name }: Way, ...path: string[]): string {
  return join(top, name.replaceAll(/\W/g, '-'), ...path);
}

function supermin(way: Way, argv: readonly string[], env = {}): Promise<Finished> {
  const [program, ...words] = [...way.command(), ...argv];
  const own = { XDG_CACHE_HOME: inOwn(way, 'cache'), SOURCE_DATE_EPOCH: '1700000000' };
  return run(program!, words, { env: { ...own, ...way.env, ...env } });
}

/** What the way itself shows is not compared: its directories. */
async function told(way: Way, argv: readonly string[]): Promise<Finished> {
  const { status, stdout, stderr } = await supermin(way, argv);
  return { status, stdout, stderr: stderr.replaceAll(inOwn(way), 'OWN') };
}

const kept = (way: Way) => {
  const cache = inOwn(way, 'cache/supermin');
  return existsSync(cache) ? readdirSync(cache) : [];
};

beforeAll(() => makeSmall(WITH));

describe.each(WITHOUT)('$name: the same', (way) => {
  it.each([
    '--version',
    '--help',
    'run --help',
    'build --help',
    'drivers',
    'bild',
    'build -f ext2 --sise 1G',
    'build -f ext2 -o out /no/such/file',
  ])('%s', async (line) => {
    const [one, other] = await Promise.all([WITH, way].map((each) => told(each, line.split(' '))));
    expect(other).toEqual(one);
  });

  it('prepare, build, --if-newer', async () => {
    await makeSmall(way);
    for (const file of ['small/packages', 'full/root', 'full/initrd']) {
      expect(readFileSync(inOwn(way, file)).equals(readFileSync(inOwn(WITH, file)))).toBe(true);
    }
  });

  it('keeps nothing for the next start, and believes nothing', async () => {
    expect(kept(WITH)).toEqual(expect.arrayContaining(['code']));
    expect(kept(way)).not.toContain('code');
    const argv = [...buildOf(way), '--if-newer'];
    expect(await supermin(way, argv)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(kept(way)).not.toContain('fast-path1');
  });

  it.runIf(HAS_QEMU)('run', async () => {
    const argv = ['run', '--', 'sh', '-c', 'echo out; exit 7'];
    expect(await supermin(way, argv)).toMatchObject({ status: 7, stdout: 'out\n' });
  });
});

it('sh answers with the fast start only', async () => {
  const argv = [...buildOf(WITH), '--if-newer'];
  expect(await supermin(WITH, argv)).toEqual({ status: 0, stdout: '', stderr: '' });
  const alone = (env: Record<string, string>) =>
    supermin({ ...WITH, command: () => ['/bin/sh', inject('supermin')] }, argv, {
      PATH: inOwn(WITH),
      ...env,
    });
  expect((await alone({})).status).toBe(0);
  // Node is wanted, and not there.
  expect((await alone(OFF)).status).toBe(127);
});

function buildOf(way: Way): string[] {
  const [input, output] = [inOwn(way, 'small'), inOwn(way, 'full')];
  return ['build', '-f', 'ext2', '--size', 'auto', input, '-o', output];
}

async function makeSmall(way: Way): Promise<void> {
  mkdirSync(inOwn(way), { recursive: true });
  const prepare = ['prepare', '--use-installed', 'bash', '-o', inOwn(way, 'small')];
  for (const argv of [prepare, buildOf(way)]) {
    expect(await supermin(way, argv)).toEqual({ status: 0, stdout: '', stderr: '' });
  }
  const { stdout } = await supermin(way, [...buildOf(way), '--if-newer', '-v']);
  expect(stdout).toContain('output does not need rebuilding');
}

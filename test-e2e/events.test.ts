import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signedSources } from '@supermin/test-support/apt';
import { SmallRoot } from '@supermin/test-support/debian';
import { available, type Finished, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin } from './support/installation.ts';
import { type Schema, schemaFaults } from './support/json-schema.ts';

const FILE = new URL('../docs/events.schema.json', import.meta.url);
const SCHEMA: Schema = JSON.parse(readFileSync(FILE, 'utf8'));

const top = scratchDirectory();
const root = new SmallRoot(join(top, 'root'));
root.install('tiny', ['/usr/bin/tiny']);
writeFileSync(join(root.directory, 'usr/bin/tiny'), Buffer.alloc(3 << 20, 1));
mkdirSync(join(top, 'app.d'));
writeFileSync(join(top, 'app.d/packages'), 'tiny\n');
writeFileSync(join(top, 'missing'), 'tiny\nabsent\n');

const options = { cwd: top, env: { XDG_CACHE_HOME: join(top, 'cache') } };

/** Each line, which is JSON and keeps to the schema. */
function events({ stdout }: Finished): Record<string, unknown>[] {
  const lines = Buffer.from(stdout, 'latin1').toString().split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const event = JSON.parse(line);
    expect([line, schemaFaults(SCHEMA, event)]).toEqual([line, []]);
    return event;
  });
}

function build(words: string): Promise<Finished> {
  return supermin(['build', '--json', '--root', root.directory, ...words.split(' ')], options);
}

describe('--json', () => {
  it('of a build: the start, stages, progress up to the end, the result', async () => {
    const finished = await build('-f chroot app.d -o out');
    expect(finished).toMatchObject({ status: 0, stderr: '' });
    const all = events(finished);
    const [start] = all;
    expect(start).toMatchObject({ event: 'start', version: 1, command: 'build' });
    const progress = all.filter(({ event }) => event === 'progress');
    expect(progress.at(-1)!.done).toBe(progress.at(-1)!.total);
    expect(progress.at(-1)!.total).toBeGreaterThanOrEqual(3 << 20);
    expect(all.filter(({ event }) => event === 'stage').length).toBeGreaterThan(3);
    expect(all.at(-1)).toEqual({ event: 'result', output: 'out', format: 'chroot', built: true });
    expect(all.filter(({ event }) => event === 'message')).toEqual([]);
  });

  it('of one that finds nothing to do', async () => {
    for (const built of [true, false, false]) {
      const finished = await build('--if-newer -f chroot app.d -o fresh');
      expect(events(finished).at(-1)).toMatchObject({ event: 'result', built });
    }
  });

  it('warnings and messages are events, too; --quiet has none', async () => {
    const finished = await build('-v -f chroot missing -o out2');
    expect(finished).toMatchObject({ status: 0, stderr: '' });
    const all = events(finished);
    expect(all).toContainEqual(
      expect.objectContaining({ event: 'warning', text: expect.stringContaining('absent') }),
    );
    expect(all).toContainEqual(expect.objectContaining({ event: 'message', level: 1 }));
    const quiet = events(await build('-q -f chroot missing -o out2'));
    expect(quiet.filter(({ event }) => event === 'warning' || event === 'progress')).toEqual([]);
  });

  it('an error has its code, and is on standard error as well', async () => {
    const finished = await build('-f chroot nothing -o out3');
    expect(finished.status).toBe(1);
    expect(finished.stderr).toMatch(/^supermin: nothing: no such file/);
    expect(events(finished).at(-1)).toMatchObject({
      ...{ event: 'error', code: 'INPUT_MISSING', status: 1 },
      message: 'nothing: no such file or directory',
      hint: expect.any(String),
    });
  });

  it.each([
    'build --json -f cpio app.d -o -',
    'build --json --dry-run -f cpio app.d -o out',
    'fetch --json --timings app.d',
  ])('is refused: %s', async (line) => {
    const finished = await supermin(line.split(' '), options);
    expect(finished).toMatchObject({ status: 2, stdout: '' });
    expect(finished.stderr).toContain('has no effect with');
  });
});

const HAS_TOOLS = ['gpg', 'gpgv', 'dpkg-deb', 'xz'].every((name) =>
  available(name, hasProgram(name)),
);

describe.runIf(HAS_TOOLS)('--json of packages of a repository', () => {
  const sources = join(top, 'my.sources');

  beforeAll(() => {
    signedSources(top, [{ name: 'tool', files: { 'usr/bin/tool': 'x' } }]);
  });

  it('prepare --from, and fetch', async () => {
    const prepared = await supermin(
      ['prepare', '--json', '--from', sources, 'tool', '-o', 'locked'],
      options,
    );
    expect(prepared).toMatchObject({ status: 0, stderr: '' });
    expect(events(prepared).at(-1)).toEqual({ event: 'result', output: 'locked' });
    const fetched = await supermin(['fetch', '--json', 'locked'], options);
    expect(fetched).toMatchObject({ status: 0, stderr: '' });
    expect(events(fetched)[0]).toMatchObject({ event: 'start', command: 'fetch' });
    expect(events(fetched).at(-1)).toEqual({ event: 'result', packages: 1 });
  });
});

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { schemaFaults } from './support/json-schema.ts';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../docs/plugins.schema.json', import.meta.url), 'utf8'),
);

const OPTIONS = [
  { name: 'feed', type: 'string', required: true, help: 'where from' },
  { name: 'key', type: 'path', repeatable: true, default: ['/k'], help: 'what to trust' },
  { name: 'mode', type: 'string', choices: ['fast', 'safe'], default: 'safe', help: 'how' },
];

describe('plugins that are specified in the configuration file', () => {
  const top = scratchDirectory();
  const config = join(top, 'config/supermin');
  const env = { XDG_CONFIG_HOME: join(top, 'config'), XDG_CACHE_HOME: join(top, 'cache') };
  mkdirSync(config, { recursive: true, mode: 0o755 });

  function plant(directory: string, name: string): string {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    const backend = { families: [{ name: 'toy/toy', ids: ['toy'] }], databases: ['/toy'] };
    const supermin = {
      contract: 1,
      backends: [{ name: 'toy', module: './index.js', ...backend, options: OPTIONS }],
    };
    const manifest = { name, version: '1.0.0', type: 'module', supermin };
    writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest), { mode: 0o644 });
    const code = `export const backend = { name: 'toy', freshness: () => [],
      async open({ options }) { throw Object.assign(new Error(JSON.stringify(options)), { code: 'TOY' }); } };`;
    writeFileSync(join(directory, 'index.js'), code, { mode: 0o644 });
    return directory;
  }

  function configure(text: string): void {
    writeFileSync(join(config, 'config.json'), text, { mode: 0o644 });
  }

  plant(join(config, 'node_modules/supermin-backend-toy'), 'supermin-backend-toy');
  plant(join(config, 'other'), 'supermin-backend-other');

  it('are listed with where they are specified, as docs/plugins.schema.json says', async () => {
    configure('{ "plugins": ["supermin-backend-toy", "./other", "absent"] }');
    const { stdout } = await superminSucceeds(['plugins', '--json'], { env });
    const list = JSON.parse(stdout);
    expect(schemaFaults(SCHEMA, list)).toEqual([]);
    expect(list.plugins.slice(0, 2)).toMatchObject([
      { name: 'supermin-backend-toy', specifiedBy: join(config, 'config.json') },
      { name: 'supermin-backend-other', backends: [{ name: 'toy', options: OPTIONS }] },
    ]);
    expect(list.rejected).toMatchObject([{ code: 'PLUGIN_MISSING' }]);
    expect(list.conflicts).toMatchObject([{ kind: 'backend', name: 'toy' }, { name: '/toy' }]);
    // The schema would have told.
    list.plugins[0].backends[0].options[0].type = 'number';
    delete list.rejected[0].code;
    expect(schemaFaults(SCHEMA, { ...list, more: 1 })).toEqual([
      '.more: is not in the schema',
      ".plugins.0.backends.0.options.0.type: 'number' is not allowed",
      '.rejected.0.code: is missing',
    ]);
    const { stdout: text } = await superminSucceeds(['plugins'], { env });
    expect(text).toContain(`(specified by ${join(config, 'config.json')})`);
    expect(text).toContain('    --feed VALUE, --key PATH, --mode fast|safe\n');
  });

  it('are used, with their options', async () => {
    configure('{ "plugins": ["supermin-backend-toy"] }');
    const prepare = (...argv: string[]) =>
      supermin(['prepare', '--backend', 'toy', 'x', '-o', 'out', ...argv], { cwd: top, env });
    expect((await superminSucceeds(['prepare', '--help'], { env })).stdout).toMatch(
      /^Options of --backend toy:\n +--feed VALUE +where from \(required\)$/m,
    );
    expect(await prepare('--feed', 'f', '--key', 'a', '--key=/b')).toMatchObject({
      status: 1,
      stderr: `supermin: ${JSON.stringify({ feed: 'f', key: [`${top}/a`, '/b'], mode: 'safe' })}\n`,
    });
    expect(await prepare()).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("the backend toy needs the option '--feed'"),
    });
    expect(await prepare('--feed', 'f', '--mode', 'sfae')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("supermin: hint: did you mean 'safe'?"),
    });
  });

  it.each([
    ['{ "plugin": [] }', "has an unknown field 'plugin'"],
    ['{ "plugins": ["a", 7] }', 'plugins[1] is not the name of a package or a path'],
    ['{ "plugins": ', 'is not JSON'],
  ])('%s: an error with file and field', async (text, says) => {
    configure(text);
    const { status, stderr } = await supermin(['drivers'], { env });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(says) });
    expect(stderr).toContain(join(config, 'config.json'));
  });

  it('are not used where others may write to the file, with a warning', async () => {
    configure('{ "plugins": ["supermin-backend-toy"] }');
    chmodSync(join(config, 'config.json'), 0o666);
    const { stdout, stderr } = await superminSucceeds(['plugins'], { env });
    expect(stdout).not.toContain('toy');
    expect(stderr).toContain('config.json is not used: ');
  });
});

import { Registry } from '@supermin/core';
import { describe, expect, it, vi } from 'vitest';
import { UsageError } from '../src/arguments/usage-error.ts';
import { parseForPlugins } from '../src/plugins/parse-for-plugins.ts';
import { readCommandLine } from '../src/read-command-line.ts';

const LEVEL = { name: 'level', type: 'integer', help: '' } as const;
const tar = { name: 'tar', aliases: [], module: './i.js', description: '', options: [LEVEL] };
const plugin = {
  ...{ name: 'supermin-writer-tar', version: '1.0.0', directory: '/p' },
  manifest: { contract: 1, backends: [], writers: [tar] },
};

function loader() {
  const findPlugins = () => new Registry({ plugins: [plugin], rejected: [] });
  return vi.fn(async () => ({ findPlugins, parseForPlugins }) as never);
}

const read = (line: string, load = loader()) => readCommandLine(line.split(' '), { load });

describe('readCommandLine', () => {
  it('looks for no plugins where all is understood', async () => {
    const load = loader();
    const { command, names } = await read('build -f tar -o d in', load);
    expect({ command, names }).toEqual({ command: 'build', names: ['in'] });
    expect(load).not.toHaveBeenCalled();
  });

  it('an option may be one of a plugin', async () => {
    const { options, names } = await read('build -f tar --level 3 -o d in');
    expect([options.get('level'), names]).toEqual(['3', ['in']]);
  });

  it('is told of the mistake by who knows the plugins', async () => {
    const load = loader();
    await expect(read('build -f tar --levle 3 -o d in', load)).rejects.toThrow(
      "unknown option '--levle'",
    );
    expect(load).toHaveBeenCalledOnce();
    await expect(read('prepare --level 3 -o d in')).rejects.toThrow(UsageError);
    await expect(read('run --xyzzy ls')).rejects.toThrow("unknown option '--xyzzy'");
  });

  it.each(['fetch --xyzzy in', 'plugins --xyzzy', '--xyzzy'])(
    '%s: plugins add nothing to this',
    async (line) => {
      const load = loader();
      await expect(read(line, load)).rejects.toThrow("unknown option '--xyzzy'");
      expect(load).not.toHaveBeenCalled();
    },
  );

  it.each(['build --if-newer=x -f tar -o d in', 'build -o'])(
    '%s: nor to other mistakes',
    async (line) => {
      const load = loader();
      await expect(read(line, load)).rejects.toThrow(UsageError);
      expect(load).not.toHaveBeenCalled();
    },
  );
});

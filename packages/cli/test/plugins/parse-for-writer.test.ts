import { type OptionManifest, Registry } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { parseForWriter, writerSpecs } from '../../src/plugins/parse-for-writer.ts';

const LEVEL: OptionManifest = { name: 'level', type: 'integer', default: 6, help: 'how hard' };
const FAST: OptionManifest = { name: 'fast', type: 'boolean', default: false, help: 'hurry' };
const UNKNOWN = new UsageError("unknown option '--x'", { command: 'build', unknownOption: '--x' });

function plugin(name: string, options: OptionManifest[]) {
  const writer = { name, aliases: [], module: './index.js', description: '', options };
  return {
    name: `supermin-writer-${name}`,
    version: '1.0.0',
    directory: `/p/${name}`,
    manifest: { contract: 1, backends: [], writers: [writer] },
  };
}

const registry = new Registry({
  plugins: [plugin('tar', [LEVEL]), plugin('zip', [FAST])],
  rejected: [],
});

describe('writerSpecs', () => {
  it('shows what a manifest declares, with the default', () => {
    const found = new Registry({ plugins: [plugin('tar', [LEVEL, FAST])], rejected: [] });
    expect(writerSpecs(found.writer('tar'))).toEqual([
      { name: 'level', value: 'N', commands: ['build'], help: 'how hard (default 6)' },
      { name: 'fast', commands: ['build'], help: 'hurry' },
    ]);
  });

  it('takes no option of ours away', () => {
    const names = ['output', 'size', 'prepare', 'help'].map((name) => ({ ...LEVEL, name }));
    const thief = new Registry({ plugins: [plugin('tar', names)], rejected: [] });
    expect(writerSpecs(thief.writer('tar'))).toEqual([]);
  });
});

describe('parseForWriter', () => {
  const parse = (line: string, format: string) =>
    parseForWriter(line.split(' '), registry, format, UNKNOWN);

  it('knows the options of the writer', () => {
    expect(parse('build -f tar --level 3 d', 'tar').options.get('level')).toBe('3');
    expect(parse('--build -f zip --fast d', 'zip').options.has('fast')).toBe(true);
  });

  it('names the format that an option belongs to', () => {
    expect(() => parse('build -f zip --level 3 d', 'zip')).toThrow(
      "option '--level' belongs to -f tar, not to -f zip",
    );
  });

  it.each([
    ['build -f tar --nope d', 'tar', "unknown option '--nope'"],
    ['build -f none --x d', 'none', UNKNOWN.message],
    ['build -f tar --level', 'tar', "option '--level' needs an argument"],
  ])('complains about %s', (line, format, message) => {
    expect(() => parse(line, format)).toThrow(message);
  });
});

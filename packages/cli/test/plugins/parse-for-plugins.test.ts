import { type OptionManifest, Registry } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { guessInvocation } from '../../src/arguments/parse.ts';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { backendSpecs, parseForPlugins, writerSpecs } from '../../src/plugins/parse-for-plugins.ts';
import { pluginOptions } from '../../src/plugins/plugin-options.ts';

const LEVEL: OptionManifest = { name: 'level', type: 'integer', default: 6, help: 'how hard' };
const FAST: OptionManifest = { name: 'fast', type: 'boolean', default: false, help: 'hurry' };
const FEED: OptionManifest = { name: 'feed', type: 'string', help: 'where from' };

function writer(name: string, options: OptionManifest[]) {
  const manifest = { name, aliases: [], module: './index.js', description: '', options };
  return plugin(`supermin-writer-${name}`, { contract: 1, backends: [], writers: [manifest] });
}

function backend(name: string, options: OptionManifest[]) {
  const families = [{ name: `x/${name}`, ids: [] }];
  const manifest = {
    name,
    module: './index.js',
    families,
    databases: [`/nowhere/${name}`],
    options,
  };
  return plugin(`supermin-backend-${name}`, { contract: 1, backends: [manifest], writers: [] });
}

function plugin(name: string, manifest: Parameters<typeof found>[0]['manifest']) {
  return { name, version: '1.0.0', directory: `/p/${name}`, manifest };
}

function found(...plugins: ConstructorParameters<typeof Registry>[0]['plugins']) {
  return new Registry({ plugins, rejected: [] });
}

const registry = found(
  writer('tar', [LEVEL]),
  writer('zip', [FAST]),
  writer('rar', [FAST, { ...FEED, repeatable: true }]),
  writer('lha', [LEVEL, FAST]),
  backend('apk', [FEED]),
  backend('opkg', [FAST]),
);

function parse(line: string) {
  const argv = line.split(' ');
  const unknown = new UsageError("unknown option '--x'", { unknownOption: '--x' });
  return parseForPlugins(argv, guessInvocation(argv), registry, unknown);
}

describe('the options of plugins', () => {
  it('are shown as the manifest declares them', () => {
    expect(writerSpecs(found(writer('tar', [LEVEL, FAST])).writer('tar'))).toEqual([
      { name: 'level', value: 'N', commands: ['build'], help: 'how hard (default 6)' },
      { name: 'fast', commands: ['build'], help: 'hurry' },
    ]);
    expect(backendSpecs(registry.backend('apk'))).toEqual([
      { name: 'feed', value: 'VALUE', commands: ['prepare', 'build', 'run'], help: 'where from' },
    ]);
  });

  it('take no option of ours away', () => {
    const names = ['output', 'size', 'prepare', 'help'].map((name) => ({ ...LEVEL, name }));
    expect(writerSpecs(found(writer('tar', names)).writer('tar'))).toEqual([]);
    expect(backendSpecs(found(backend('apk', names)).backend('apk'))).toEqual([]);
  });
});

describe('parseForPlugins', () => {
  it('knows the options of the writer', () => {
    expect(parse('build -f tar --level 3 d').options.get('level')).toBe('3');
    expect(parse('--build -f zip --fast d').options.has('fast')).toBe(true);
  });

  it.each(['prepare -o d', 'build -f zip --fast', 'build -f none', 'run'])(
    'knows those of the backend: %s',
    (line) => {
      const { options, names } = parse(`${line} --feed f --backend apk bash`);
      expect(options.get('feed')).toBe('f');
      expect(names).toEqual(['bash']);
    },
  );

  it('gives an option to the writer and to the backend if both declare it alike', () => {
    const invocation = parse('build -f zip --backend opkg --fast d');
    const owners = [
      { kind: 'writer', ...registry.writer('zip').manifest },
      { kind: 'backend', ...registry.backend('opkg').manifest },
    ] as const;
    expect(owners.map((owner) => pluginOptions(owner, invocation))).toEqual([
      { fast: true },
      { fast: true },
    ]);
  });

  it('minds no other declaration of an option that is not given', () => {
    expect(parse('build -f rar --backend apk --fast d').options.has('fast')).toBe(true);
  });

  it('leaves those of the COMMAND of a run alone', () => {
    const { options, names } = parse('run --backend apk --feed f ls --feed g');
    expect(options.all('feed')).toEqual(['f']);
    expect(names).toEqual(['ls', '--feed', 'g']);
  });

  it.each([
    ['build -f zip --level 3 d', "option '--level' belongs to -f tar and -f lha, not to -f zip"],
    [
      'build -f tar --fast d',
      "option '--fast' belongs to -f zip, -f rar and -f lha, not to -f tar",
    ],
    [
      'build -f rar --backend apk --feed f d',
      "option '--feed' is not the same to -f rar and to --backend apk",
    ],
    ['build --level 3 d', "unknown option '--x'"],
    [
      'prepare --backend opkg --feed f d',
      "option '--feed' belongs to --backend apk, not to --backend opkg",
    ],
    ['prepare --backend opkg --level 3 d', "unknown option '--level'"],
    ['build -f tar --nope d', "unknown option '--nope'"],
    ['build -f none --x d', "unknown option '--x'"],
    ['build -f tar --level', "option '--level' needs an argument"],
  ])('complains about %s', (line, message) => {
    expect(() => parse(line)).toThrow(message);
  });
});

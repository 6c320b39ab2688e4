import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/arguments/command-names.ts';
import { completionModel } from '../../src/completion/model.ts';
import { codes } from '../../src/explain/table.ts';

const NONE = { formats: [], backends: [], options: [] };

function command(name: string, installed: Parameters<typeof completionModel>[0] = NONE) {
  return completionModel(installed).find((each) => each.name === name)!;
}

function option(
  of: string,
  long: string,
  installed = NONE as Parameters<typeof completionModel>[0],
) {
  return command(of, installed).options.find((each) => each.long === long);
}

describe('the commands', () => {
  it('are those of the parser, with the first line of what each does, and help', () => {
    const model = completionModel(NONE);
    expect(model.map(({ name }) => name)).toEqual([...COMMANDS, 'help']);
    expect(model.find(({ name }) => name === 'fetch')?.summary).toBe(
      "Download the packages of an appliance's lock.json, so that build needs no network.",
    );
    expect(model.at(-1)).toEqual({
      ...{ name: 'help', summary: 'Print the help of a command.', options: [] },
      names: { kind: 'words', words: COMMANDS },
    });
  });

  it.each([
    ['prepare', 'package'],
    ['build', 'file'],
    ['run', 'program'],
    ['fetch', 'file'],
    ['push', 'directory'],
    ['inspect', 'file'],
    ['why', 'package'],
    ['exec', 'vm'],
    ['stop', 'vm'],
    ['ps', 'nothing'],
    ['plugins', 'nothing'],
    ['modules', 'nothing'],
  ])('names of %s are each a %s', (name, kind) => {
    expect(command(name).names).toEqual({ kind });
  });

  it.each([
    ['explain', codes()],
    ['completion', ['bash', 'zsh', 'fish']],
    ['cache', ['ls', 'prune', 'clear']],
  ])('%s has words of its own', (name, words) => {
    expect(command(name).names).toEqual({ kind: 'words', words });
  });
});

describe('an option', () => {
  it('is offered where the command takes it, and only there', () => {
    expect(option('build', '--if-newer')).toEqual({
      ...{ long: '--if-newer', short: undefined, offer: undefined, repeatable: false },
      help: 'do nothing when the output is up to date',
    });
    expect(option('run', '--if-newer')).toBeUndefined();
    expect(option('run', '--package')).toMatchObject({ short: '-p', repeatable: true });
  });

  it.each([
    ['run', '--accel', { kind: 'words', words: ['auto', 'kvm', 'tcg'] }],
    ['inspect', '--sbom', { kind: 'words', words: ['spdx', 'cyclonedx'] }],
    ['run', '--package', { kind: 'package' }],
    ['prepare', '--output', { kind: 'directory' }],
    ['run', '--share', { kind: 'directory' }],
    ['build', '--root', { kind: 'directory' }],
    ['modules', '--output', { kind: 'file' }],
    ['run', '--disk', { kind: 'file' }],
    ['run', '--kernel', { kind: 'file' }],
    ['run', '--memory', { kind: 'nothing' }],
    ['build', '--size', { kind: 'nothing' }],
    ['run', '--user', { kind: 'nothing' }],
  ])('%s %s has a value for which %j is offered', (of, long, offer) => {
    expect(option(of, long)?.offer).toEqual(offer);
  });
});

describe('what plugins add', () => {
  const installed = {
    formats: ['tar', 'a b', '$(x)', 'q.2+b@c_d-e', ''],
    backends: ['apk', ';'],
    options: [
      { name: 'kind', value: 'a1|b2', commands: ['build'], help: 'h' },
      { name: 'odd', value: 'A|b', commands: ['build'], help: 'h' },
      { name: 'where', value: 'MYDIR', commands: ['build'], help: 'h' },
      { name: 'single', value: 'word', commands: ['build'], help: 'h' },
    ],
  } as const satisfies Parameters<typeof completionModel>[0];

  it('are formats and backends, as far as they are words to a shell', () => {
    const words = ['tar', 'q.2+b@c_d-e'];
    expect(option('build', '--format', installed)?.offer).toEqual({ kind: 'words', words });
    expect(option('why', '--backend', installed)?.offer).toEqual({ kind: 'words', words: ['apk'] });
  });

  it('are options, after ours', () => {
    const { options } = command('build', installed);
    expect(options.slice(-4).map(({ long, offer }) => [long, offer])).toEqual([
      ['--kind', { kind: 'words', words: ['a1', 'b2'] }],
      ['--odd', { kind: 'nothing' }],
      ['--where', { kind: 'nothing' }],
      ['--single', { kind: 'nothing' }],
    ]);
    expect(command('run', installed).options.map(({ long }) => long)).not.toContain('--kind');
  });
});

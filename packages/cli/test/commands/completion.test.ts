import { spawnSync } from 'node:child_process';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OPTIONS } from '../../src/arguments/options.ts';
import { completionCommand } from '../../src/commands/completion.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

beforeEach(() => void ownPlaces());
afterEach(() => void vi.unstubAllEnvs());

const complete = (...words: string[]) =>
  perform(completionCommand, contextOf('completion', ...words));

/** A plugin with a format, an alias of it, a package manager, and these options; the format has more. */
function plugin(options: object[], more: object[]): string {
  const ofWriter = { module: './i.js', options: [...options, ...more] };
  const writer = { name: 'toyformat', aliases: ['toyalias'], ...ofWriter };
  const families = [{ name: 'toy/toy' }];
  const backend = { name: 'toymanager', module: './i.js', databases: ['/no'], families, options };
  const supermin = { contract: 1, writers: [writer], backends: [backend] };
  return scratchDirectory({
    'package.json': JSON.stringify({ name: 'supermin-toy', version: '1.0.0', supermin }),
    'i.js': '',
  });
}

describe('completion', () => {
  it.each([
    ['bash', /^# Made by 'supermin completion bash'\.\n/],
    ['zsh', /^#compdef supermin\n/],
    ['fish', /^# Made by 'supermin completion fish'\.\n/],
  ])('%s gets a script of its own', async (shell, beginning) => {
    const { stdout, status } = await complete(shell);
    expect(status).toBe(0);
    expect(stdout).toMatch(beginning);
    for (const word of ['ext2', 'chroot', 'filesystem', 'dpkg', '--if-newer', '--link']) {
      expect(stdout).toContain(word.replace(/^--/, shell === 'fish' ? '-l ' : '--'));
    }
  });

  it('what is printed for bash is a script of bash', async () => {
    const { stdout } = await complete('bash');
    const { status, stderr } = spawnSync('bash', ['-n'], { input: stdout, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has what plugins add, each option once', async () => {
    const level = { name: 'level', type: 'integer', help: 'toy' };
    const ours = { name: 'size', type: 'string', help: 'toy' };
    const { stdout } = await complete('fish', '--plugin', plugin([level], [ours]));
    const lines = stdout.split('\n').filter((line) => line.includes('__fish_seen_subcommand_from'));
    for (const word of ['toyformat', 'toyalias', 'toymanager']) {
      expect(lines.some((line) => line.includes(word))).toBe(true);
    }
    const of = (name: string, command: string) =>
      lines.filter((line) => line.includes(`_from ${command}'`) && line.includes(`-l ${name} `));
    expect(of('level', 'build')).toHaveLength(1);
    const { help } = OPTIONS.find(({ name }) => name === 'size')!;
    expect(of('size', 'build')).toEqual([expect.stringContaining(help)]);
  });

  it.each([
    [[], 'the name of the shell is missing'],
    [['tcsh'], "unknown shell 'tcsh'"],
    [['constructor'], "unknown shell 'constructor'"],
    [['\x1b'], "unknown shell '\\x1b'"],
  ])('%j is a mistake', async (words, message) => {
    await expect(complete(...words)).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'completion', message, hint: 'shells: bash, zsh, fish' },
    });
  });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { PseudoTerminal } from '@supermin/test-support/terminals';
import { describe, expect, it } from 'vitest';
import { bashScript } from '../../src/completion/bash.ts';
import { fishScript } from '../../src/completion/fish.ts';
import { PACKAGE_NAMES } from '../../src/completion/lookups.ts';
import { completionModel } from '../../src/completion/model.ts';
import { zshScript } from '../../src/completion/zsh.ts';

const MODEL = completionModel({
  formats: ['cpio', 'ext2', '$(touch ran)'],
  backends: ['dpkg', 'rpm'],
  options: [{ name: 'image', value: 'raw|qcow2', commands: ['build'], help: "a 'form': [x]" }],
});

const top = scratchDirectory();
writeFileSync(join(top, 'bash'), bashScript(MODEL));
writeFileSync(join(top, 'zsh'), zshScript(MODEL));
writeFileSync(join(top, 'fish'), fishScript(MODEL));
mkdirSync(join(top, 'zz-directory'));
writeFileSync(join(top, 'zz-file'), '');

function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

/** How each is started without anybody's configuration, and told of the script. */
const SHELLS = {
  bash: [`cd ${top}; PS1='READY> ' exec bash --norc --noprofile -i`, 'source ./bash'],
  zsh: [
    `cd ${top}; exec zsh -f -i`,
    "autoload -U compinit; compinit -D; source ./zsh; PS1='READY> '",
  ],
} as const;

/** A word is completed where a tab is typed, and the line is then run: it shows what was typed in the end. */
const TYPED: readonly (readonly [typed: string, completed: string])[] = [
  ['pluginss\x7f\x7f', 'plugins'],
  ['bui', 'build'],
  ['build --cop', 'build --copy-kernel'],
  ['build -f cp', 'build -f cpio'],
  ['build --image qc', 'build --image qcow2'],
  ['run --accel kv', 'run --accel kvm'],
  ['run --share zz-d', 'run --share zz-directory'],
  ['build -f ext2 zz-f', 'build -f ext2 zz-file'],
  ['explain NO_SP', 'explain NO_SPACE'],
];

describe.each(Object.entries(SHELLS))('%s', (shell, [start, source]) => {
  it.skipIf(!has(shell))(
    'completes what is typed on a terminal',
    { timeout: 120_000 },
    async () => {
      const terminal = new PseudoTerminal(start, { HOME: top });
      terminal.type(`${source}\nsupermin() { printf '%s_' RAN "$@"; echo; }\necho SO''URCED\n`);
      await terminal.until(/SOURCED/);
      for (const [typed, completed] of TYPED) {
        terminal.type(`supermin ${typed}\t\n`);
        const printed = await terminal.until(/RAN_.*_\r?\n/);
        // zsh takes the slash back that it has added.
        expect(printed.replace('/_', '_')).toContain(`RAN_${completed.replaceAll(' ', '_')}_`);
      }
      terminal.type('exit\n');
      await terminal.ended;
    },
  );
});

it.skipIf(!has('fish'))('fish completes', () => {
  for (const [typed, completed] of TYPED.slice(1)) {
    const command = `source ./fish; complete -C 'supermin ${typed}'`;
    const env = { ...process.env, HOME: top, XDG_CONFIG_HOME: top };
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', command], {
      ...{ cwd: top, encoding: 'utf8', env },
    });
    const words = stdout.split('\n').map((line) => line.split('\t')[0]!.replace(/\/$/, ''));
    expect({ stderr, words }).toEqual({
      stderr: '',
      words: expect.arrayContaining([completed.split(' ').at(-1)]),
    });
  }
});

it('offers nothing that a shell would run', () => {
  for (const script of [bashScript(MODEL), zshScript(MODEL), fishScript(MODEL)]) {
    expect(script).not.toContain('touch ran');
  }
});

it.each([
  [
    'dpkg',
    'var/lib/dpkg/status',
    'Package: abc\nStatus: install ok installed\n\nPackage: abd\nStatus: deinstall ok config-files\n\nPackage: b\nStatus: install ok installed\n',
  ],
  ['pacman', 'var/lib/pacman/local/abc-1.0-2/desc', ''],
])('names of packages are read without node: %s', (_, path, content) => {
  const root = scratchDirectory({ [path]: content });
  const { stdout, stderr } = spawnSync('sh', ['-c', PACKAGE_NAMES, 'sh', 'ab', root], {
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'abc\n', stderr: '' });
});

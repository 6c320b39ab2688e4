import { expect, it } from 'vitest';
import { completionModel } from '../../src/completion/model.ts';
import { zshScript } from '../../src/completion/zsh.ts';

const script = zshScript(completionModel({ formats: ['ext2'], backends: [], options: [] }));

/** What the words of a command are completed by: the lines of its branch, without options. */
function namesOf(command: string): string[] {
  const [, branch = ''] = new RegExp(`\n {8}${command}\\) (.*?) ;;\n`, 's').exec(script) ?? [];
  return branch
    .split('\n')
    .map((line) => line.trim().replace(/ \\$/, ''))
    .filter((line) => /^'(?:\(-\))?[\d*]/.test(line) && !/^'\*'/.test(line));
}

it('behind COMMAND all is its own; exec has the name of a VM before it', () => {
  const own = ["'*:: :_normal'"];
  expect(namesOf('run')).toEqual(["'(-)1: :_command_names -e'", ...own]);
  expect(namesOf('exec')).toEqual(["'1: :_supermin_vms'", "'(-)2: :_command_names -e'", ...own]);
  expect(namesOf('stop')).toEqual(["'*: :_supermin_vms'"]);
  expect(namesOf('build')).toEqual(["'*: :_files'"]);
  expect(namesOf('push')).toEqual(["'*: :_files -/'"]);
  expect(namesOf('cache')).toEqual(["'*: :(ls prune clear)'"]);
  expect(namesOf('ps')).toEqual(["'*: : '"]);
});

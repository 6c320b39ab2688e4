import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ApplianceRun } from '../../src/run/appliance-run.ts';
import { runInAppliance } from '../../src/run/run-in-appliance.ts';

/** What is said where a VM was booted and saved, and where one was restored. */
export const SAVED = 'template: saved a VM to restore later ones from';
export const USED = 'template: the VM is restored from a saved one';

export interface ScriptRun {
  status: number;
  stdout: string;
  /** Messages about saved VMs, and about the command that comes first. */
  said: string[];
}

/** Runs a script in an emulated VM. */
export async function runScript(
  script: string,
  options: Partial<ApplianceRun> & Pick<ApplianceRun, 'appliance'>,
): Promise<ScriptRun> {
  const said: string[] = [];
  const stdout = new PassThrough();
  const output = text(stdout);
  const { status } = await runInAppliance({
    ...{ argv: ['sh', '-c', script], stdin: null, stdout, accelerator: 'tcg' },
    report: (event) => {
      if (event.kind === 'message' && /^(template|warm): /.test(event.text)) said.push(event.text);
    },
    ...options,
  });
  stdout.end();
  return { status, stdout: await output, said };
}

import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { ApplianceRun } from '../../src/run/appliance-run.ts';
import { planJob, terminalHint } from '../../src/run/plan-job.ts';

const appliance = { kernel: '/k', initrd: '/i', root: '/r' };

/** Streams of a user at a terminal, or of a pipe. */
function streams(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode() {} });
  const stdout = Object.assign(new PassThrough(), { isTTY, rows: 30, columns: 100 });
  return { stdin, stdout, stderr: new PassThrough() };
}

const plan = (run: Partial<ApplianceRun>, isTTY: boolean) =>
  planJob({ appliance, ...run }, streams(isTTY));

it('gives a shell the terminal that there is, and a command none', () => {
  expect(plan({}, true).job.terminal).toEqual({ rows: 30, columns: 100 });
  expect(plan({}, true).terminal).toBeDefined();
  expect(plan({}, false).job.terminal).toBeUndefined();
  expect(plan({ argv: ['ls'] }, true).job.terminal).toBeUndefined();
});

it('gives a command a terminal that asks for one, of the usual size if there is none here', () => {
  const own = plan({ argv: ['ls'], tty: true }, true);
  expect(own.job).toMatchObject({ terminal: { rows: 30, columns: 100 } });
  const piped = plan({ argv: ['ls'], tty: true }, false);
  expect(piped.job.terminal).toEqual({ rows: 24, columns: 80 });
  expect(piped.terminal).toBeUndefined();
  expect(piped.job.env.TERM).toBe(process.env.TERM ?? 'linux');
});

it('tells how a program that is talked to gets a terminal, where there is one', () => {
  const hint = (argv: string[], isTTY: boolean, tty?: boolean) =>
    terminalHint({ argv, tty }, streams(isTTY));
  expect(hint(['bash'], true)).toBe('bash has no terminal in the VM: -t (tty) gives it one');
  expect(hint(['bash'], false)).toBeUndefined();
  expect(hint(['bash'], true, true)).toBeUndefined();
  expect(hint(['bash'], true, false)).toBeUndefined();
  expect(hint(['ls'], true)).toBeUndefined();
  expect(hint([], true)).toBeUndefined();
});

it('gives a shell none that does without', () => {
  expect(plan({ tty: false }, true).job).toMatchObject({ terminal: undefined, argv: [] });
});

it("has the guest's environment, and what is asked for on top of it", () => {
  const { job } = plan({ argv: ['ls'], env: { HOME: '/x', A: 'b' }, cwd: '/usr' }, false);
  expect(job.env).toEqual({ PATH: expect.stringContaining('/usr/bin:'), HOME: '/x', A: 'b' });
  expect(job).toMatchObject({ cwd: '/usr', user: undefined });
});

it("leaves another user's HOME to the guest", () => {
  expect(plan({ argv: ['ls'], user: 'nobody' }, false).job).toMatchObject({ user: 'nobody' });
  expect(plan({ argv: ['ls'], user: 'nobody' }, false).job.env).not.toHaveProperty('HOME');
  expect(plan({ argv: ['ls'], user: '1', env: { HOME: '/x' } }, false).job.env.HOME).toBe('/x');
});

import type { Configuration, ConfigurationStep, SuperminEvent } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { runSteps } from '../../src/configure/run-steps.ts';
import { ScriptOutput } from '../../src/configure/script-output.ts';
import { GuestJob } from '../../src/session/guest-job.ts';
import type { Job } from '../../src/session/job.ts';
import type { Session } from '../../src/session/session.ts';

/** How a step ends; `missing`: it is not started. */
interface End {
  stdout?: string;
  stderr?: string;
  status?: number;
  signal?: number;
  missing?: boolean;
}

/** Runs steps that end so, one after another. */
async function run(
  steps: readonly Partial<ConfigurationStep>[],
  ends: readonly End[],
  more: Partial<Configuration> = {},
) {
  const jobs: Job[] = [];
  const start = (wanted: Job) => {
    const { stdout, stderr, status = 0, signal = 0, missing = false } = ends[jobs.length]!;
    jobs.push(wanted);
    const job = new GuestJob(1, () => {});
    const take = (frame: object) =>
      job.take({ job: 1, ...frame } as Parameters<GuestJob['take']>[0]);
    const output = (number: number, text: string) =>
      take({ kind: 'output', output: number, bytes: Buffer.from(text) });
    setImmediate(() => {
      if (missing) {
        return take({ kind: 'notStarted', problem: 'not-found', status: 127, reason: 'no x' });
      }
      take({ kind: 'started' });
      if (stdout !== undefined) output(1, stdout);
      if (stderr !== undefined) output(2, stderr);
      for (const number of [1, 2]) take({ kind: 'outputEnd', output: number });
      take({ kind: 'exit', status, signal });
      take({ kind: 'drained' });
    });
    return job;
  };
  const events: SuperminEvent[] = [];
  const began: string[] = [];
  const configuration = {
    ...{ environment: { A: 'a', B: 'b' }, culprits: (text: string) => [`culprit of ${text}`] },
    ...{ steps: steps.map((step) => ({ argv: ['x', '-y'], ...step })), ...more },
  } as unknown as Configuration;
  const error = await runSteps({ guest: { start } } as unknown as Session, configuration, {
    output: new ScriptOutput((event) => events.push(event)),
    signal: new AbortController().signal,
    began: (what) => began.push(what),
  }).then(
    () => undefined,
    (reason) => reason,
  );
  return { jobs, began, events, error };
}

const text = (events: SuperminEvent[]) =>
  events.map((event) => (event.kind === 'message' ? event.text : event.kind));

describe('the steps of configuring', () => {
  it('are run one after another, each with its environment', async () => {
    const steps = [{ argv: ['one'] }, { argv: ['two', '-a'], environment: { B: 'c' } }];
    const { jobs, began, error } = await run(steps, [{}, {}]);
    expect(error).toBeUndefined();
    expect(jobs.map(({ argv }) => argv)).toEqual([['one'], ['two', '-a']]);
    expect(jobs[0]!.env).toMatchObject({ A: 'a', B: 'b' });
    expect(jobs[1]!.env).toMatchObject({ A: 'a', B: 'c' });
    expect(began).toEqual(['one', 'two -a']);
  });

  it('tell what they write, also a line without an end', async () => {
    const { events } = await run([{}], [{ stdout: 'one\ntwo', stderr: 'three' }]);
    expect(text(events).sort()).toEqual([
      ...['configure: one', 'configure: three', 'configure: two'],
    ]);
  });

  it('end with the first one that fails, and the package whose it is', async () => {
    const steps = [{}, { package: 'p-1' }, {}];
    const { jobs, error } = await run(steps, [{}, { status: 7, stderr: 'oh\n' }, {}]);
    expect(jobs).toHaveLength(2);
    expect(error).toMatchObject({
      ...{ code: 'CONFIGURE_FAILED' },
      message: expect.stringMatching(/configure p-1: 'x -y' ended with status 7; .*:\noh$/),
    });
  });

  it('or those that the output tells, of a step of several', async () => {
    const { error } = await run([{}], [{ status: 1, stdout: 'this\n' }]);
    expect(error.message).toMatch(/configure culprit of this/);
  });

  it.each<[string, End, RegExp]>([
    ['killed', { status: 137, signal: 9 }, /'x -y' was killed by SIGKILL; it wrote nothing/],
    ['not there', { missing: true }, /'x -y' could not be started: no x;/],
  ])('one that is %s has failed', async (_, end, message) => {
    const { error } = await run([{}], [end]);
    expect(error).toMatchObject({ code: 'CONFIGURE_FAILED' });
    expect(error.message).toMatch(message);
  });

  it('one that says so has failed, whatever its status; the next one is not to blame', async () => {
    const install = { isFailure: (line: string) => line.startsWith('error:') };
    const more = { install } as unknown as Partial<Configuration>;
    const { error } = await run([{}], [{ stdout: 'a\nerror: b\nc\n' }], more);
    expect(error.message).toMatch(/says that a script has failed; .*:\na\nerror: b$/);
    expect((await run([{}, {}], [{ stdout: 'a' }, {}], more)).error).toBeUndefined();
  });
});

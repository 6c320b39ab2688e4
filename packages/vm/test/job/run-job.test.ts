import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runJob } from '../../src/job/run-job.ts';
import { numbers } from '../../src/session/protocol.ts';
import { SpokenSession } from '../session/spoken-session.ts';

const JOB = { argv: ['x'], env: {} };
const streams = () => ({ stdin: null, stdout: new PassThrough(), stderr: new PassThrough() });

describe('runJob', () => {
  it('is over with the last byte, and tells its stages', async () => {
    const guest = new SpokenSession();
    guest.answers.start = () => guest.sayCommand({ status: 2, stdout: 'out', stderr: 'err' });
    const stages: string[] = [];
    const { stdin, stdout, stderr } = streams();
    const stage = (name: string) => stages.push(name);
    expect(await runJob(guest.session, JOB, { stdin, stdout, stderr, stage })).toEqual({
      ...{ status: 2, signal: undefined },
    });
    expect([String(stdout.read()), String(stderr.read())]).toEqual(['out', 'err']);
    expect(stages).toEqual([expect.stringContaining('start'), 'command']);
    expect([stdout.writableEnded, stdout.listenerCount('drain')]).toEqual([false, 0]);
    await guest.session.close();
  });

  it('gives the command its input when it runs', async () => {
    const guest = new SpokenSession();
    guest.answers.start = () => guest.say('started', 1);
    guest.answers.inputEnd = () => {
      guest.say('exit', 1, numbers(0, 0));
      guest.say('drained', 1);
      for (const output of [1, 2]) guest.say('outputEnd', 1, numbers(output));
    };
    const stdin = Readable.from([Buffer.from('in')]);
    await runJob(guest.session, JOB, { ...streams(), stdin });
    expect(guest.input).toBe('in');
    await guest.session.close();
  });

  it('leaves input that a command did not want', async () => {
    const guest = new SpokenSession();
    const why = Buffer.concat([numbers(1, 127), Buffer.from('not found')]);
    guest.answers.start = () => guest.say('notStarted', 1, why);
    const stdin = new PassThrough();
    await expect(runJob(guest.session, JOB, { ...streams(), stdin })).rejects.toMatchObject({
      ...{ code: 'COMMAND_NOT_FOUND', exitStatus: 127 },
    });
    expect(stdin.listenerCount('data')).toBe(0);
    await guest.session.close();
  });

  it('a terminal has but one output', async () => {
    const guest = new SpokenSession();
    guest.answers.start = () => {
      guest.say('started', 1);
      guest.say('exit', 1, numbers(0, 0));
      guest.say('drained', 1);
      guest.say('outputEnd', 1, numbers(1));
    };
    const terminal = { rows: 1, columns: 1 };
    const { stdin, stdout, stderr } = streams();
    await runJob(guest.session, { ...JOB, terminal }, { stdin, stdout, stderr });
    expect(stderr.listenerCount('error')).toBe(0);
    await guest.session.close();
  });

  it('a full disk is a failure of the run', async () => {
    const guest = new SpokenSession();
    guest.answers.start = () => guest.sayCommand({ stdout: 'x' });
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(full) });
    await expect(runJob(guest.session, JOB, { ...streams(), stdout })).rejects.toBe(full);
    await guest.session.close();
  });

  it('is killed by any of the signals, and by none when it is over', async () => {
    const guest = new SpokenSession();
    const [one, two] = [new AbortController(), new AbortController()];
    const signals = [one.signal, two.signal];
    const over = runJob(guest.session, JOB, { ...streams(), signals });
    two.abort(new Error('second'));
    await expect(over).rejects.toThrow('second');
    const { length } = guest.told;
    one.abort(new Error('first'));
    expect(guest.told).toHaveLength(length);
    await guest.session.close();
  });
});

import { CommandInput } from '../session/command-input.ts';
import type { JobExit } from '../session/guest-job.ts';
import type { Job } from '../session/job.ts';
import { OutputPump } from '../session/output-pump.ts';
import type { Session } from '../session/session.ts';
import type { Terminal } from '../session/terminal.ts';
import { untilQuiet } from '../session/until-quiet.ts';
import type { Streams } from './machine-options.ts';

/** Runs one command with these streams until it has ended and its last byte is through. */
export async function runJob(
  session: Session,
  job: Job,
  streams: Streams & { terminal: Terminal | undefined },
): Promise<JobExit> {
  const running = session.guest.start(job);
  const input = new CommandInput(streams, running);
  const outputs = [new OutputPump(running.stdout, streams.stdout)];
  if (job.terminal === undefined) outputs.push(new OutputPump(running.stderr, streams.stderr));
  try {
    await running.started.promise;
    session.stage('init to start of the command');
    input.connect();
    const exit = await running.exit.promise;
    session.stage('command');
    await untilQuiet(running, outputs);
    const failure = outputs.find((output) => output.failure !== undefined)?.failure;
    if (failure !== undefined) throw failure;
    return exit;
  } finally {
    input.close();
    for (const output of outputs) output.stop();
  }
}

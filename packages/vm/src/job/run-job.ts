import { CommandInput } from '../session/command-input.ts';
import type { Guest } from '../session/guest.ts';
import type { JobExit } from '../session/guest-job.ts';
import type { Job } from '../session/job.ts';
import { OutputPump } from '../session/output-pump.ts';
import type { Terminal } from '../session/terminal.ts';
import { untilQuiet } from '../session/until-quiet.ts';
import type { Streams } from './streams.ts';

/** Who has to do with a job besides its streams. */
export interface JobWatch {
  /** The user's terminal, when the command's is to be connected with it. */
  terminal?: Terminal | undefined;
  /** Kill it. */
  signals?: readonly AbortSignal[];
  /** Called with the name of each stage that is behind it. */
  stage?: (name: string) => void;
}

/** Runs one command with these streams until it has ended and its last byte is through. */
export async function runJob(
  { guest }: { guest: Pick<Guest, 'start'> },
  job: Job,
  streams: Streams & JobWatch,
): Promise<JobExit> {
  const running = guest.start(job);
  const forget = (streams.signals ?? []).map((signal) => running.abandonAt(signal));
  const input = new CommandInput({ stdin: streams.stdin, terminal: streams.terminal }, running);
  const outputs = [new OutputPump(running.stdout, streams.stdout)];
  if (job.terminal === undefined) outputs.push(new OutputPump(running.stderr, streams.stderr));
  try {
    await running.started.promise;
    streams.stage?.('init to start of the command');
    input.connect();
    const exit = await running.exit.promise;
    streams.stage?.('command');
    await untilQuiet(running, outputs);
    const failure = outputs.find((output) => output.failure !== undefined)?.failure;
    if (failure !== undefined) throw failure;
    return exit;
  } finally {
    input.close();
    for (const output of outputs) output.stop();
    for (const each of forget) each();
  }
}

import { availableParallelism, totalmem } from 'node:os';

/** The machine in general words. */
export function describeMachine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const cores = availableParallelism();
  return `a ${process.arch} machine with ${cores} cores and ${memory} GB of memory, Node.js ${process.version}`;
}

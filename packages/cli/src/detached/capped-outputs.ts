import { Writable } from 'node:stream';

/** Bytes that a log takes: it lies among the sockets, in memory mostly, which others need as well. */
const MOST = 16 * 1024 * 1024;

/** Two outputs into one log, that take no more than it may have: what comes then is left out, which the log says once. */
export function cappedOutputs(
  stdout: Writable = process.stdout,
  stderr: Writable = process.stderr,
  most = MOST,
): { stdout: Writable; stderr: Writable } {
  let room = most;
  const capped = (output: Writable) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        const piece = chunk.subarray(0, room);
        const full = room > 0 && piece.length === room;
        room -= piece.length;
        if (full) output.write(Buffer.concat([piece, NOTE]), done);
        else if (piece.length > 0) output.write(piece, done);
        else done();
      },
    });
  return { stdout: capped(stdout), stderr: capped(stderr) };
}

const NOTE = Buffer.from('\nsupermin: the log is full: what follows is left out\n');

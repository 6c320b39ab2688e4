import { isSuperminError, SuperminError, thrownText } from '@supermin/core';
import { textOf } from '../terminal/failure.ts';
import { endProcess, TIME_TO_CLEAR } from './end-process.ts';

const REPORT_BUG = 'this is a bug in a plugin or in supermin; please report it';

export interface EarlyEnd {
  /** The command has its result: from now on the process may end. */
  done(): void;
}

/**
 * A process that ends before the command has a result has failed, whatever its status says: `process.exit(0)` in a plugin, or an
 * event loop that runs empty while a promise is awaited. A rejection that nobody awaits ends the work as well, by force where the
 * work does not let go.
 *
 * @param abort what has ended the work on purpose, if anything has
 */
export function watchEarlyEnd(abort: {
  status(): number | undefined;
  end(status: number): void;
}): EarlyEnd {
  const exit = (status: number) => {
    if (abort.status() !== undefined) return;
    const how = process.exitCode === undefined ? 'the event loop ran empty' : 'process.exit()';
    const text = `the process ended before the command was done (${how}, status ${status})`;
    process.stderr.write(textOf(new SuperminError('ENDED_EARLY', text, { hint: REPORT_BUG })));
    process.exitCode = status === 0 ? 1 : status;
  };
  const lost = (reason: unknown) => {
    process.stderr.write(textOf(isSuperminError(reason) ? reason : lostError(reason)));
    abort.end(1);
    setTimeout(() => endProcess(1), TIME_TO_CLEAR).unref();
  };
  process.once('exit', exit);
  process.on('unhandledRejection', lost);
  return {
    done() {
      process.off('exit', exit);
      process.off('unhandledRejection', lost);
    },
  };
}

function lostError(reason: unknown): SuperminError {
  const where = reason instanceof Error ? reason.stack : undefined;
  const text = `a promise was rejected that nothing awaits: ${where ?? thrownText(reason)}`;
  return new SuperminError('ERROR_LOST', text, {
    hint: REPORT_BUG,
    cause: reason,
  });
}

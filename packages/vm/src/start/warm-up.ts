import { isSuperminError, type Report, type SuperminError } from '@supermin/core';
import { startProblemOf } from '../errors/session.ts';
import { warmFailed } from '../errors/snapshot.ts';
import { exec } from '../job/exec.ts';
import type { Argument } from '../session/fields.ts';
import type { Session } from '../session/session.ts';

/** Of each output, in bytes. */
const MOST = 2 ** 20;

/**
 * Runs the command that comes before all others in a VM. What it writes is told at `-v`.
 *
 * @throws SuperminError `WARM_FAILED`, also for a command that is not found, or has another status than 0
 */
export async function warmUp(
  session: Session,
  argv: readonly Argument[],
  report: Report,
): Promise<void> {
  await session.guest.setUp.promise;
  try {
    const { status, stdout, stderr } = await exec(session, argv, { maxOutput: MOST });
    for (const line of `${stdout}${stderr}`.split('\n').filter((text) => text !== '')) {
      report({ kind: 'message', level: 1, text: `warm: ${line}` });
    }
    if (status !== 0) throw warmFailed(`it ended with status ${status}`, stderr);
  } catch (error) {
    if (isSuperminError(error) && isOfCommand(error)) throw warmFailed(error.message, '');
    throw error;
  }
}

/** It did not start, or wrote too much. All else has ended the VM. */
function isOfCommand(error: SuperminError): boolean {
  return startProblemOf(error) !== undefined || error.code === 'LIMIT_EXCEEDED';
}

import { isSuperminError, SuperminError } from '@supermin/core';
import { NOT_STARTED } from '../errors/exit-status.ts';
import { vmStopped } from '../errors/session.ts';
import { FROM_GUEST, LARGEST_FROM_GUEST, numbers } from '../session/protocol.ts';

const LONGEST_TEXT = 8000;

/** FAILED: why there is no VM any more, as JSON, so that a client ends with the very error. */
export function encodeFailure(reason: unknown): Buffer {
  // What is no error of ours is an abort: the supervisor was told to end.
  const { code, message, hint, exitStatus } = isSuperminError(reason) ? reason : vmStopped();
  const shown = message.slice(0, LONGEST_TEXT);
  const text = Buffer.from(JSON.stringify({ code, message: shown, hint, exitStatus }));
  const fits = text.length < LARGEST_FROM_GUEST - 16 ? text : Buffer.from('{}');
  return Buffer.concat([numbers(FROM_GUEST.failed, fits.length + 8, 0, NOT_STARTED), fits]);
}

export function decodeFailure(text: string): SuperminError {
  let told: Record<string, unknown> = {};
  try {
    told = { ...(JSON.parse(text) as object) };
  } catch {
    // As good as nothing.
  }
  const { code, message, hint } = told;
  if (typeof code !== 'string' || typeof message !== 'string') return vmStopped();
  // COMMAND of the VM may have its own status; who is in it has lost the VM.
  const details = { exitStatus: NOT_STARTED };
  return new SuperminError(
    code,
    message,
    typeof hint === 'string' ? { ...details, hint } : details,
  );
}

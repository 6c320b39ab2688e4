import { describeFailure } from '../errors/write-failure.ts';
import type { BytePath } from '../path/byte-path.ts';

/** What skopeo says of a file of this machine that it writes, by the system's code for it. */
const REFUSED = [
  ['ENOSPC', /\b(?:write|open|mkdir|sync|close) \S+: no space left on device$/],
  ['EDQUOT', /\b(?:write|open|mkdir|sync|close) \S+: disk quota exceeded$/],
] as const;

const CLOSED_CREDENTIALS = /\bopen \S+\/auth\.json: permission denied/;

/** What is not what the manifest says: whoever sends that is not to be trusted more. */
const TOO_MUCH = 'the registry sends more than the manifest says';
const FORGED = /\bdigest did not match\b/i;

const NO_TLS = /\bserver gave HTTP response to HTTPS client\b|\bx509: /;

/** Of what skopeo said the last line, or what it means that a file may not become larger (EFBIG). */
export function complaintOf(stderr: Buffer): string {
  const line = lastLine(stderr);
  return line.endsWith('file too large') ? TOO_MUCH : line;
}

/** The reason, without time and level. */
export function lastLine(output: Buffer): string {
  const line = output.toString('utf8').trim().split('\n').at(-1) ?? '';
  return (/ msg="(.*)"$/.exec(line)?.[1] ?? line).replaceAll('\\"', '"');
}

/** @param complaint of skopeo */
export function hintFor(complaint: string): string {
  if (CLOSED_CREDENTIALS.test(complaint)) {
    return 'this user may not look for credentials there: set XDG_RUNTIME_DIR to a directory of yours, or REGISTRY_AUTH_FILE to a file';
  }
  if (complaint === TOO_MUCH || FORGED.test(complaint)) {
    return 'what it sends is not what it promised: try again later, and tell those who run it';
  }
  if (NO_TLS.test(complaint)) {
    return 'if it is meant to have no TLS, or a certificate that nobody vouches for, add --insecure';
  }
  return "check the name, 'skopeo login' and the network";
}

/**
 * What this machine, and no registry, has refused to skopeo; undefined if it is not that.
 *
 * @param directory that skopeo writes to
 */
export function refusedHere(complaint: string, directory: BytePath): unknown {
  const [code] = REFUSED.find(([, pattern]) => pattern.test(complaint)) ?? [];
  if (code === undefined) return undefined;
  return describeFailure(Object.assign(new Error(complaint), { code }), directory);
}

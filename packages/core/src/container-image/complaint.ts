import { describeFailure } from '../errors/write-failure.ts';
import type { BytePath } from '../path/byte-path.ts';

/** What skopeo says of a file of this machine that it writes, by the system's code for it. */
const REFUSED = [
  ['ENOSPC', /\b(?:write|open|mkdir|sync|close) \S+: no space left on device$/],
  ['EDQUOT', /\b(?:write|open|mkdir|sync|close) \S+: disk quota exceeded$/],
] as const;

const CLOSED_CREDENTIALS = /\bopen \S+\/auth\.json: permission denied/;

/** Of what skopeo said the last line, or what it means that a file may not become larger (EFBIG). */
export function complaintOf(stderr: Buffer): string {
  const line = lastLine(stderr);
  return line.endsWith('file too large') ? 'the registry sends more than the manifest says' : line;
}

/** The reason, without time and level. */
export function lastLine(output: Buffer): string {
  const line = output.toString('utf8').trim().split('\n').at(-1) ?? '';
  return (/ msg="(.*)"$/.exec(line)?.[1] ?? line).replaceAll('\\"', '"');
}

/** @param complaint of skopeo */
export function hintFor(complaint: string): string {
  return CLOSED_CREDENTIALS.test(complaint)
    ? 'this user may not look for credentials there: set XDG_RUNTIME_DIR to a directory of yours, or REGISTRY_AUTH_FILE to a file'
    : "check the name, 'skopeo login' and the network; for a registry without TLS add --insecure";
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

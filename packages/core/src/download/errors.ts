import { SuperminError } from '../errors/supermin-error.ts';

/** Why one try at one address failed. */
export class DownloadProblem extends Error {
  /** @param again whether another try at the same address may help */
  constructor(
    message: string,
    readonly again: boolean,
    readonly code: 'DOWNLOAD_FAILED' | 'DOWNLOAD_SIZE' | 'DOWNLOAD_HASH' | 'DOWNLOAD_MISSING',
  ) {
    super(message);
  }
}

/** No address has it. The first problem that is not "not found" decides the code. */
export function downloadFailed(
  name: string,
  problems: readonly { url: string; problem: DownloadProblem }[],
): SuperminError {
  const worst =
    problems.find(({ problem }) => problem.code === 'DOWNLOAD_HASH') ??
    problems.find(({ problem }) => problem.code !== 'DOWNLOAD_MISSING') ??
    problems[0]!;
  const tried = problems.map(({ url, problem }) => `${shown(url)}: ${problem.message}`).join('; ');
  return new SuperminError(worst.problem.code, `could not download ${name}: ${tried}`, {
    hint: HINTS[worst.problem.code],
  });
}

const HINTS = {
  DOWNLOAD_FAILED:
    'check the network and the proxy (http_proxy), or choose another mirror with --mirror',
  DOWNLOAD_SIZE:
    'the mirror is out of date, or something on the way cuts files off: choose another with --mirror',
  DOWNLOAD_HASH:
    'the file is not the one that the signed index (or lock.json) has: the mirror is out of date, or was tampered with',
  DOWNLOAD_MISSING:
    'the mirror does not have it any more: run prepare --update, or choose another mirror',
} as const;

/** Passwords in addresses are nobody's business. */
function shown(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, '$1');
}

import { displayPath, SuperminError } from '@supermin/core';

export function configureUnsupported(backend: string): SuperminError {
  const text = `the backend '${backend}' does not configure packages`;
  return new SuperminError('CONFIGURE_UNSUPPORTED', text, { hint: 'leave out --configure' });
}

/** @param packages ids, as far as they can be told */
export function configureFailed(
  packages: readonly string[],
  what: string,
  output: string,
): SuperminError {
  const names = packages.map(displayPath).join(', ');
  const whose = names === '' ? 'packages could not be configured' : `could not configure ${names}`;
  const written =
    output === '' ? 'it wrote nothing' : `the end of its output until then:\n${output}`;
  return new SuperminError('CONFIGURE_FAILED', `${whose}: ${what}; ${written}`, {
    hint: 'run again with -v to see all output of the scripts; scripts that download something need --net',
  });
}

export function configureTimedOut(seconds: number, what: string, output: string): SuperminError {
  const written = output === '' ? '' : `; the end of its output:\n${output}`;
  const text = `packages were not configured within ${seconds} seconds: ${what} was under way${written}`;
  return new SuperminError('CONFIGURE_TIMEOUT', text, {
    hint: 'give it more time with --configure-timeout',
  });
}

/** The root cannot be brought back. */
export function configureLost(what: string, output: string): SuperminError {
  const written = output === '' ? '' : `: ${output}`;
  return new SuperminError('CONFIGURE_LOST', `the configured root was lost: ${what}${written}`);
}

import { nearestName } from '../errors/nearest.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { displayPath } from '../path/byte-path.ts';
import type { Detection } from './detect.ts';
import { distributionName } from './distribution-name.ts';
import type { FoundBackend } from './found.ts';
import { byPrecedence } from './precedence.ts';

/**
 * The backend that reads what a word of `--from` means: one that knows the distribution, or files with such a name.
 *
 * @param from `debian:bookworm`, `arch`, or the path of a file; not `host`, which is this machine's own
 * @throws SuperminError `FROM_UNKNOWN`
 */
export function repositoryBackend(backends: readonly FoundBackend[], from: string): Detection {
  const distribution = distributionName(from);
  const fits = ({ manifest: { distributions = [], sourceFiles = [] } }: FoundBackend) =>
    distribution === undefined
      ? from.includes('/') && sourceFiles.some((ending) => from.endsWith(ending))
      : distributions.includes(distribution);
  const foremost = byPrecedence(backends.filter(fits)).find((group) => group.length > 0);
  const [found] = foremost ?? [];
  if (found === undefined) throw unknown(backends, from, distribution);
  const { families } = found.manifest;
  const family = families.find(
    ({ ids }) => distribution !== undefined && ids.includes(distribution),
  );
  return { found, family: family ?? families[0]! };
}

function unknown(
  backends: readonly FoundBackend[],
  from: string,
  distribution: string | undefined,
): SuperminError {
  const known = backends.flatMap(({ manifest }) => manifest.distributions ?? []);
  const endings = backends.flatMap(({ manifest }) => manifest.sourceFiles ?? []);
  const near =
    distribution === undefined ? undefined : nearestName(distribution.toLowerCase(), known);
  if (endings.some((ending) => from.endsWith(ending))) return noFile(from);
  const spelled = known.map((name) => `${name}:RELEASE`).join(', ');
  const files = endings.map((ending) => `*${ending}`).join(', ');
  return new SuperminError('FROM_UNKNOWN', `unknown repository: '${displayPath(from)}'`, {
    hint:
      near === undefined
        ? (withColon(from, known) ??
          `installed plugins know ${spelled || 'none'}; files ${files || 'of no kind'}; and host`)
        : `did you mean ${near}${lowerCaseRelease(from.slice(distribution!.length))}?`,
  });
}

function noFile(from: string): SuperminError {
  const hint =
    'specify the path of a file that is there, or a distribution such as debian:bookworm';
  return new SuperminError('FROM_UNKNOWN', `--from: there is no file ${displayPath(from)}`, {
    hint,
  });
}

/** `debian/bookworm`, which reads as a path. */
function withColon(from: string, known: readonly string[]): string | undefined {
  const [, name, release] = /(?:^|\/)([^/]+)\/([^/]+)$/.exec(from) ?? [];
  return name !== undefined && known.includes(name)
    ? `did you mean ${name}:${release}?`
    : undefined;
}

/** Of `:Bookworm@TIME`; a time has capitals. */
function lowerCaseRelease(text: string): string {
  return text.replace(/^:[^@]*/, (release) => release.toLowerCase());
}

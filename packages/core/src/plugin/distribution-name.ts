/** `debian:bookworm@20260101T000000Z`, `arch@2026/01/01`, `arch`. */
const WORD = /^([^/:@.]+)(?::.*|@\d[\dTZ/-]*)?$/s;

/**
 * The distribution that a word of `--from` names.
 *
 * @returns undefined for paths of files, and for `host`
 */
export function distributionName(from: string): string | undefined {
  const name = WORD.exec(from)?.[1];
  return name === 'host' ? undefined : name;
}

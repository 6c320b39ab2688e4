import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AptRepository } from './apt-repository.ts';
import type { DebDescription } from './deb-file.ts';
import { SigningKey } from './signing-key.ts';

/**
 * Writes `DIRECTORY/my.sources`, for `--from`, and the signed repository that it names, in `DIRECTORY/m`. Any user may read them.
 *
 * @param directory with a short name: see {@link SigningKey}
 * @returns the same as a line of sources.list(5)
 */
export function signedSources(directory: string, packages: readonly DebDescription[]): string {
  const key = new SigningKey(join(directory, 'k'));
  chmodSync(join(directory, 'k'), 0o755);
  chmodSync(key.keyring, 0o644);
  new AptRepository(join(directory, 'm'), packages, { key });
  const uri = `file:${directory}/m`;
  const fields = ['Types: deb', `URIs: ${uri}`, 'Suites: stable', 'Components: main'];
  writeFileSync(
    join(directory, 'my.sources'),
    `${[...fields, `Signed-By: ${key.keyring}`].join('\n')}\n`,
  );
  return `deb [signed-by=${key.keyring}] ${uri} stable main`;
}

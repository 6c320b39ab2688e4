import { readFileSync } from 'node:fs';
import { packageFile } from './package-file.ts';

/** This package's version, `6.x.y`: libguestfs's configure reads the second word of `supermin --version`. */
export function version(): string {
  return (JSON.parse(readFileSync(packageFile(), 'utf8')) as { version: string }).version;
}

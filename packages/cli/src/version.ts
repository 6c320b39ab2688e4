import { readFileSync } from 'node:fs';

/** This package's version, `6.x.y`: libguestfs's configure reads the second word of `supermin --version`. */
export function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

import { createHash } from 'node:crypto';
import type { BytePath } from '@supermin/core';
import type { FileIdentity } from './file-identity.ts';

/** Which template a VM can be restored from. */
export interface TemplateKey {
  /** The name of its directory. */
  name: string;
  /** What it follows from that can change under the same name. */
  inputs: [BytePath, FileIdentity][];
}

/** @param facts all that it follows from */
export function nameOfKey(facts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}

/** Of the use of a template for a VM that is given devices when it runs: it may fail where one without goes on. */
export function keyWithPlugs({ name, inputs }: TemplateKey): TemplateKey {
  return { name: nameOfKey([name, 'plugs']), inputs };
}

import { type BytePath, cacheName } from '@supermin/core';
import type { FileIdentity } from './file-identity.ts';

/** Which template a VM can be restored from. */
export interface TemplateKey {
  /** The name of its directory. */
  name: string;
  /** What it follows from that can change under the same name. */
  inputs: [BytePath, FileIdentity][];
}

/** Of the use of a template for a VM that is given devices when it runs: it may fail where one without goes on. */
export function keyWithPlugs({ name, inputs }: TemplateKey): TemplateKey {
  return { name: cacheName([name, 'plugs']), inputs };
}

import { type BytePath, sha256 } from '@supermin/core';
import type { FileIdentity } from './file-identity.ts';

/** What is known of a template; the last file of it that is written. */
export interface Manifest {
  /** QEMU's version, as it tells itself. */
  qemu: string;
  /** The memory's file. It is too large to be read each time: see `FileIdentity`. */
  memory: FileIdentity;
  /** What was written to the root; absent if nothing was. */
  layer?: FileIdentity | undefined;
  /** SHA-256 of the state of processor and devices. */
  state: string;
  /** The boot of this machine in which it was made. */
  bootId: string;
  /** What it was made of. */
  inputs: [BytePath, FileIdentity][];
}

/** One line, and its digest: a changed version of QEMU, say, would look like another QEMU. */
export function encodeManifest(manifest: Manifest): string {
  const line = JSON.stringify(manifest);
  return `${line}\n${sha256(line)}\n`;
}

/** @returns undefined for what is none */
export function parseManifest(text: string): Manifest | undefined {
  const [line = '', digest] = text.split('\n');
  if (sha256(line) !== digest) return undefined;
  try {
    const value = JSON.parse(line) as Partial<Manifest> | null;
    const texts = [value?.qemu, value?.memory, value?.state, value?.bootId];
    if (value?.layer !== undefined && typeof value.layer !== 'string') return undefined;
    if (!texts.every((each) => typeof each === 'string')) return undefined;
    return Array.isArray(value?.inputs) && value.inputs.every(isInput)
      ? (value as Manifest)
      : undefined;
  } catch {
    return undefined;
  }
}

function isInput(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((e) => typeof e === 'string');
}

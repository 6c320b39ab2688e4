import type { BytePath } from '@supermin/core';
import { kernelLinkText } from '../errors/kernel.ts';
import type { KernelImage } from './inspect-image.ts';
import type { KernelRequest } from './kernel.ts';

/** Why a kernel cannot be used that this user may not read. */
export const UNREADABLE = 'permission denied';

/** A link to a kernel needs no right to read it; to copy or to boot it does. */
export function isAllowed(
  { copyKernel, readableKernel }: KernelRequest,
  { readable }: KernelImage,
): boolean {
  return readable || (copyKernel !== true && readableKernel !== true);
}

/** To be called for the kernel that is chosen: who builds as an ordinary user may want to boot as one. */
export function warnIfUnreadable(
  { report }: KernelRequest,
  path: BytePath,
  { readable }: KernelImage,
): void {
  if (!readable) report({ kind: 'warning', text: kernelLinkText(path) });
}

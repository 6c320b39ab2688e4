import { rpmvercmp } from './rpmvercmp.ts';

/** `2:1.0~rc1-3.fc39`: epoch, version, release. */
export interface Evr {
  /** 0 where none is written. */
  epoch: number;
  version: string;
  /** Undefined where none is written: it then fits every release. */
  release: string | undefined;
}

/** As rpm takes a version apart: the epoch is what digits stand before the first colon, the release follows the last dash. */
export function parseEvr(text: string): Evr {
  const colon = /^[0-9]*:/.exec(text)?.[0].length ?? 0;
  const dash = text.lastIndexOf('-');
  const epoch = colon > 1 ? Number(text.slice(0, colon - 1)) : 0;
  if (dash < colon) return { epoch, version: text.slice(colon), release: undefined };
  return { epoch, version: text.slice(colon, dash), release: text.slice(dash + 1) };
}

/** -1, 0 or 1: by epoch, then version, then release, if both have one. */
export function compareEvr(a: Evr, b: Evr): -1 | 0 | 1 {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch ? -1 : 1;
  const order = rpmvercmp(a.version, b.version);
  if (order !== 0 || a.release === undefined || b.release === undefined) return order;
  return rpmvercmp(a.release, b.release);
}

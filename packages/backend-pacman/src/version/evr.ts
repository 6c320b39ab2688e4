import { vercmp } from './vercmp.ts';

/** `2:1.5-3.1`: epoch, version, release. */
interface Evr {
  /** `0` where none is written. */
  epoch: string;
  version: string;
  /** Undefined where none is written: it then fits every release. */
  release: string | undefined;
}

/** -1, 0 or 1 for two whole versions: by epoch, then version, then release, if both have one. */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const left = parseEvr(a);
  const right = parseEvr(b);
  const order = vercmp(left.epoch, right.epoch) || vercmp(left.version, right.version);
  if (order !== 0 || left.release === undefined || right.release === undefined) return order;
  return vercmp(left.release, right.release);
}

/** The epoch is what digits stand before the first colon; the release follows the last dash after them. */
function parseEvr(text: string): Evr {
  const digits = /^[0-9]*/.exec(text)![0].length;
  const hasEpoch = text[digits] === ':';
  const start = hasEpoch ? digits + 1 : 0;
  const dash = text.lastIndexOf('-');
  const hasRelease = dash >= Math.max(start, digits);
  return {
    epoch: (hasEpoch && text.slice(0, digits)) || '0',
    version: text.slice(start, hasRelease ? dash : undefined),
    release: hasRelease ? text.slice(dash + 1) : undefined,
  };
}

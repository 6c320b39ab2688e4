import { stanzaFields } from '../index/stanza-fields.ts';

export interface ListedFile {
  size: number;
  sha256: string;
}

/** What a Release file says, after its signature was checked. */
export interface Release {
  suite: string;
  codename: string;
  /** Seconds since the epoch. */
  date: number;
  validUntil: number | undefined;
  /** apt's pin priority of its packages. */
  priority: number;
  byHash: boolean;
  /** By path below the Release file. */
  files: ReadonlyMap<string, ListedFile>;
}

const FIELDS: ReadonlySet<string> = new Set([
  ...['suite', 'codename', 'date', 'valid-until', 'acquire-by-hash'],
  ...['notautomatic', 'butautomaticupgrades'],
]);

/** @returns undefined for a text that is no Release file */
export function parseRelease(text: string): Release | undefined {
  const fields = stanzaFields(text, FIELDS);
  const date = seconds(fields.get('date'));
  const until = fields.get('valid-until');
  const validUntil = seconds(until);
  const files = listedFiles(text);
  if (date === undefined || files.size === 0) return undefined;
  // Or it would be valid for ever.
  if (until !== undefined && validUntil === undefined) return undefined;
  const isYes = (name: string) => fields.get(name) === 'yes';
  return {
    suite: fields.get('suite') ?? '',
    codename: fields.get('codename') ?? '',
    date,
    validUntil,
    priority: isYes('notautomatic') ? (isYes('butautomaticupgrades') ? 100 : 1) : 500,
    byHash: isYes('acquire-by-hash'),
    files,
  };
}

function seconds(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time / 1000;
}

/** Lines of the field SHA256; other digests are not asked. */
function listedFiles(text: string): Map<string, ListedFile> {
  const files = new Map<string, ListedFile>();
  let isListed = false;
  for (const line of text.split('\n')) {
    if (!line.startsWith(' ')) {
      isListed = /^sha256\s*:/i.test(line);
      continue;
    }
    const [, sha256, size, path] =
      (isListed && /^ ([0-9a-f]{64})\s+(\d+)\s+(\S+)$/.exec(line)) || [];
    if (path !== undefined) files.set(path, { size: Number(size), sha256: sha256! });
  }
  return files;
}

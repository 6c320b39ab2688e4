import { stanzaFields } from '../index/stanza-fields.ts';
import type { Source } from './source.ts';

const FIELDS: ReadonlySet<string> = new Set([
  ...['types', 'uris', 'suites', 'components', 'architectures', 'signed-by', 'trusted'],
  ...['enabled', 'check-valid-until'],
]);

const NAMES: Readonly<Record<string, string>> = { types: 'Types', uris: 'URIs', suites: 'Suites' };

/** Told of an entry that apt would not take: where it is, and what is wrong. */
export type Refuse = (problem: string) => void;

/**
 * Sources of binary packages in a file of either of apt's formats, sources.list(5); those of source packages, and those that are off,
 * are passed over.
 *
 * @param refuse may throw; if it does not, the entry is passed over
 */
export function parseSources(text: string, refuse: Refuse): Source[] {
  if (/^types\s*:/im.test(text)) return parseStanzas(text, refuse);
  return text.split('\n').flatMap((line, at) => {
    return parseLine(line, (problem) => refuse(`line ${at + 1}: ${problem}`));
  });
}

function parseStanzas(text: string, refuse: Refuse): Source[] {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trimEnd())
    .join('\n');
  const stanzas = withoutComments.split(/\n{2,}/).filter((stanza) => stanza !== '');
  return stanzas.flatMap((stanza, at) => {
    const fields = stanzaFields(stanza, FIELDS);
    const words = (name: string) => (fields.get(name) ?? '').split(/[\s,]+/).filter(Boolean);
    const isOff = (name: string) =>
      /^(no|false|without|off|disable)$/i.test(fields.get(name) ?? '');
    const types = words('types');
    const problem = stanzaProblem(types, words);
    if (isOff('enabled')) return [];
    if (problem !== undefined) refuse(`paragraph ${at + 1}: ${problem}`);
    if (!types.includes('deb')) return [];
    return cross(words('uris'), words('suites'), {
      components: words('components'),
      architectures: words('architectures').length > 0 ? words('architectures') : undefined,
      signedBy: signedBy(stanza, fields.get('signed-by')),
      trusted: isOn(fields.get('trusted')),
      ignoreExpiry: isOff('check-valid-until'),
    });
  });
}

function stanzaProblem(
  types: readonly string[],
  words: (name: string) => string[],
): string | undefined {
  const odd = types.find((type) => type !== 'deb' && type !== 'deb-src');
  if (odd !== undefined) return `the type '${odd}' is not known`;
  const missing = ['types', 'uris', 'suites'].find((name) => words(name).length === 0);
  if (missing !== undefined) return `it has no ${NAMES[missing]}`;
  const needs = words('suites').find((suite) => !suite.endsWith('/'));
  return needs !== undefined && words('components').length === 0
    ? `${needs} needs Components`
    : undefined;
}

/** Files, or a key itself, whose lines begin with a blank and a dot for an empty one. */
function signedBy(stanza: string, value: string | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  if (!value.includes('-----BEGIN PGP')) return value.split(/[\s,]+/).filter(Boolean);
  const lines = stanza.split('\n');
  const start = lines.findIndex((line) => /^signed-by\s*:/i.test(line));
  const key = lines.slice(start).map((line) => line.replace(/^signed-by\s*:/i, '').trim());
  const end = key.findIndex((line) => line.startsWith('-----END'));
  return [
    key
      .slice(0, end + 1)
      .map((line) => (line === '.' ? '' : line))
      .join('\n')
      .trim(),
  ];
}

// An address has no bracket in front: that is a setting whose end is missing.
const LINE = /^deb\s+(?:\[([^\]]*)\]\s+)?([^\s[]\S*)\s+(\S+)((?:\s+[^\s#]+)*)\s*(?:#.*)?$/;

/** `deb [signed-by=/path arch=amd64] URI SUITE COMPONENT...` */
function parseLine(line: string, refuse: Refuse): Source[] {
  const match = LINE.exec(line.trim());
  if (match === null) {
    if (!/^\s*(?:$|#|deb-src\s)/.test(line)) refuse(`cannot be read: '${line.trim()}'`);
    return [];
  }
  const [, settings = '', uri, suite, components = ''] = match;
  const values = new Map(
    settings
      .split(/\s+/)
      .map((each) => each.split('='))
      .map(([name = '', value = '']) => [name.toLowerCase(), value]),
  );
  if (components.trim() === '' && !suite!.endsWith('/')) refuse(`${suite} needs components`);
  const list = (name: string) => values.get(name)?.split(',').filter(Boolean);
  return cross([uri!], [suite!], {
    components: components.split(/\s+/).filter(Boolean),
    architectures: list('arch'),
    signedBy: list('signed-by'),
    trusted: isOn(values.get('trusted')),
    ignoreExpiry: /^(no|false)$/.test(values.get('check-valid-until') ?? ''),
  });
}

function isOn(value: string | undefined): boolean {
  return /^(yes|true|with|on|enable)$/i.test(value ?? '');
}

/** In apt's order: address by address. */
function cross(
  uris: readonly string[],
  suites: readonly string[],
  rest: Omit<Source, 'uri' | 'suite'>,
): Source[] {
  return uris.flatMap((uri) =>
    suites.map((suite) => ({ ...rest, uri: uri.replace(/\/+$/, ''), suite })),
  );
}

import { describe, expect, it } from 'vitest';
import { parseSources as parse } from '../../../src/repository/sources/parse-sources.ts';

const parseSources = (text: string) => parse(text, () => {});
/** What is refused of a text. */
function refused(text: string): string[] {
  const problems: string[] = [];
  parse(text, (problem) => void problems.push(problem));
  return problems;
}

const STANZA = 'Types: deb\nURIs: http://a.example/\nSuites: s\nComponents: main\n';
const SOURCE = { uri: 'http://a.example', suite: 's', components: ['main'] };
/** The same as it is where nothing is set. */
const PLAIN = {
  ...SOURCE,
  architectures: undefined,
  signedBy: undefined,
  trusted: false,
  ignoreExpiry: false,
};

describe('a line of a sources.list', () => {
  const line = (settings: string) => parseSources(`deb ${settings} http://a.example// s main\n`);

  it('without settings is for all architectures, and trusts only signatures that are in time', () => {
    expect(parseSources('  deb\thttp://a.example  s\tmain \r\n')).toEqual([PLAIN]);
  });

  it.each<[string, object]>([
    ['[ arch=amd64,,i386 ]', { architectures: ['amd64', 'i386'] }],
    ['[ARCH=amd64 Signed-By=/a,/b]', { architectures: ['amd64'], signedBy: ['/a', '/b'] }],
    ['[trusted=YES]', { trusted: true }],
    ['[trusted=no]', { trusted: false }],
    ['[trusted=yesterday]', { trusted: false }],
    ['[trusted]', { trusted: false }],
    ['[check-valid-until=no]', { ignoreExpiry: true }],
    ['[check-valid-until=false]', { ignoreExpiry: true }],
    ['[check-valid-until=yes]', { ignoreExpiry: false }],
  ])('has settings: %s', (settings, expected) => {
    expect(line(settings)).toMatchObject([{ ...SOURCE, ...expected }]);
  });

  it.each([
    'deb-src http://a.example s main',
    '# deb http://a.example s main',
    'debs http://a.example s main',
    'x deb http://a.example s main',
    'deb http://a.example',
    'deb [arch=amd64 http://a.example',
    '',
  ])('is passed over: %s', (text) => {
    expect(parseSources(text)).toEqual([]);
  });

  it('ends at a comment', () => {
    expect(parseSources('deb http://a.example s main #contrib')).toMatchObject([SOURCE]);
  });
});

describe('a paragraph of a .sources file', () => {
  it('is for all architectures, and trusts only signatures that are in time', () => {
    expect(parseSources(STANZA)).toEqual([PLAIN]);
  });

  it.each<[string, object]>([
    ['Architectures: amd64, i386', { architectures: ['amd64', 'i386'] }],
    ['Architectures:', { architectures: undefined }],
    ['Signed-By: /a /b', { signedBy: ['/a', '/b'] }],
    ['Signed-By: /a,/b\n /c', { signedBy: ['/a', '/b', '/c'] }],
    ['Trusted: yes', { trusted: true }],
    ['Trusted: nothing', { trusted: false }],
    ['Check-Valid-Until: Off', { ignoreExpiry: true }],
    ['Check-Valid-Until: yes', { ignoreExpiry: false }],
    ['Enabled: yes', {}],
    ['Enabled: nobody', {}],
  ])('has settings: %s', (setting, expected) => {
    expect(parseSources(`${STANZA}${setting}\n`)).toMatchObject([{ ...SOURCE, ...expected }]);
  });

  it.each(['no', 'false', 'without', 'off', 'disable', 'NO'])('is off with Enabled: %s', (word) => {
    expect(parseSources(`${STANZA}Enabled: ${word}\n`)).toEqual([]);
  });

  it('may have blanks before its colons', () => {
    const text = STANZA.replaceAll(':', '\t :').replace('http\t :', 'http:');
    expect(parseSources(text)).toMatchObject([SOURCE]);
    expect(parseSources(`${text}Enabled : no\n`)).toEqual([]);
    expect(parseSources(`${text}Signed-By : /a\n`)).toMatchObject([{ signedBy: ['/a'] }]);
  });

  it('is passed over if it is of source packages only', () => {
    expect(parseSources(STANZA.replace('deb', 'deb-src'))).toEqual([]);
  });

  it('ends at lines of blanks, and not at comments', () => {
    const text = `# first\n${STANZA.replace('Suites', '#\n# Suites: no\nSuites')} \t\n${STANZA}`;
    expect(parseSources(text)).toMatchObject([SOURCE, SOURCE]);
  });

  it('is a source for each address and suite, address by address', () => {
    const text = 'TYPES: deb\nURIs: http://a http://b\nSuites: s t\n';
    expect(parseSources(text).map(({ uri, suite }) => `${uri} ${suite}`)).toEqual([
      ...['http://a s', 'http://a t', 'http://b s', 'http://b t'],
    ]);
  });

  it('may have a key, which begins beside its name and ends before the next field', () => {
    const key =
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDME\n -----END PGP PUBLIC KEY BLOCK-----';
    const [source] = parseSources(`Signed-by: ${key}\n${STANZA}`);
    expect(source!.signedBy).toEqual([
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME\n-----END PGP PUBLIC KEY BLOCK-----',
    ]);
  });
});

describe('what apt would not take is refused', () => {
  it.each([
    ['debs http://a.example s main', "line 1: cannot be read: 'debs http://a.example s main'"],
    ['deb http://a s main\n\nfoo', "line 3: cannot be read: 'foo'"],
    ['deb http://a.example', "line 1: cannot be read: 'deb http://a.example'"],
    [
      'deb [ signed-by=/x http://x s main',
      "line 1: cannot be read: 'deb [ signed-by=/x http://x s main'",
    ],
    ['deb http://a.example s', 'line 1: s needs components'],
    [`${STANZA}\nTypes: rpm\nURIs: x\n`, "paragraph 2: the type 'rpm' is not known"],
    [STANZA.replace(/URIs.*\n/, ''), 'paragraph 1: it has no URIs'],
    [STANZA.replace(/Suites.*\n/, ''), 'paragraph 1: it has no Suites'],
    [`${STANZA}\n${STANZA.replace(/Types.*\n/, '')}`, 'paragraph 2: it has no Types'],
    [STANZA.replace(/Components.*\n/, ''), 'paragraph 1: s needs Components'],
  ])('%j', (text, problem) => {
    expect(refused(text)).toEqual([problem]);
  });

  it.each([
    '# deb http://a.example s main',
    ' \t ',
    'deb-src http://a.example s main',
    'deb http://a.example ./ # here',
    `${STANZA}Enabled: no\n\n# nothing\n\n${STANZA}`,
    STANZA.replace('Suites: s', 'Suites: ./').replace(/Components.*\n/, ''),
    STANZA.replace('deb', 'deb deb-src'),
  ])('and nothing of %j', (text) => {
    expect(refused(text)).toEqual([]);
  });
});

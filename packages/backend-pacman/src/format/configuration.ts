/** A line of pacman.conf(5): `Server = https://...`, or `CheckSpace` alone, whose value is then empty. */
export interface Setting {
  key: string;
  value: string;
}

/** A repository, or `options`. */
export interface Section {
  name: string;
  settings: readonly Setting[];
}

type Line = { section: string } | { setting: Setting };

/** One file's lines, without comments; a `#` starts one only at the start of a line. */
export function parseLines(text: string): Line[] {
  return text.split('\n').flatMap((raw): Line[] => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const section = /^\[(.*)\]$/.exec(line)?.[1];
    if (section !== undefined) return [{ section }];
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals).trim();
    return [{ setting: { key, value: equals < 0 ? '' : line.slice(equals + 1).trim() } }];
  });
}

/** A configuration file, one byte a character. */
export function encodeConfiguration(sections: readonly Section[]): string {
  return sections
    .map(({ name, settings }) => {
      const lines = settings.map(({ key, value }) => (value === '' ? key : `${key} = ${value}`));
      return [`[${name}]`, ...lines, ''].join('\n');
    })
    .join('\n');
}

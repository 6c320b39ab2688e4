import { ownEntry } from '@supermin/core';
import type { Source } from './source.ts';

/** What stands for itself in addresses: `$basearch`, `$releasever`. */
export type Variables = Readonly<Record<string, string>>;

const OPTION = /^([\w.-]+)\s*[=:]\s*(.*)$/;

/**
 * Enabled repositories of a file in the syntax of dnf and yum: dnf.conf(5).
 *
 *     [updates]
 *     baseurl=https://mirror.example/$releasever/$basearch
 *     gpgcheck=1
 *     gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY
 *
 * What cannot be read is passed over, and `[main]`.
 */
export function parseRepoFile(text: string, variables: Variables): Source[] {
  return [...sections(text)].flatMap(([id, options]) => {
    if (id === 'main' || !isOn(options.get('enabled') ?? '1')) return [];
    const source = sourceOf(id, options, variables);
    const { addresses, mirrorlist, metalink } = source;
    return addresses.length > 0 || (mirrorlist ?? metalink) !== undefined ? [source] : [];
  });
}

function sourceOf(id: string, options: ReadonlyMap<string, string>, variables: Variables): Source {
  const text = (name: string) => {
    const value = options.get(name)?.trim();
    return value ? substitute(value, variables) : undefined;
  };
  const list = (...names: readonly string[]) =>
    names.flatMap((name) => (text(name) ?? '').split(/[\s,]+/)).filter(Boolean);
  const number = (name: string, otherwise: number) => {
    const value = text(name);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : otherwise;
  };
  return {
    id,
    addresses: list('baseurl').map((address) => address.replace(/\/+$/, '')),
    mirrorlist: text('mirrorlist'),
    metalink: text('metalink'),
    // A repository that does not say so is not trusted: Fedora's dnf.conf has it like this, too.
    checkPackages: isOn(text('gpgcheck') ?? text('pkg_gpgcheck') ?? '1'),
    checkIndex: isOn(text('repo_gpgcheck') ?? '0'),
    keys: list('gpgkey'),
    priority: number('priority', 99),
    cost: number('cost', 1000),
    exclude: list('excludepkgs', 'exclude'),
    include: list('includepkgs'),
  };
}

/** Sections with their options; lines that begin with a blank go on with the one before. */
function sections(text: string): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  let options: Map<string, string> | undefined;
  let name = '';
  for (const line of text.split(/\r?\n/)) {
    const section = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (section !== undefined) {
      options = found.get(section) ?? new Map();
      found.set(section, options);
      name = '';
    } else if (/^\s*([#;]|$)/.test(line)) {
      if (line.trim() === '') name = '';
    } else if (/^\s/.test(line) && name !== '') {
      options?.set(name, `${options.get(name)} ${line.trim()}`);
    } else {
      const [, key, value] = OPTION.exec(line.trim()) ?? [];
      if (key === undefined) continue;
      name = key.toLowerCase();
      options?.set(name, value!);
    }
  }
  return found;
}

/** `$name` and `${name}`; what is not known stays. */
function substitute(text: string, variables: Variables): string {
  return text.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (all, braced, plain) => ownEntry(variables, braced ?? plain) ?? all,
  );
}

function isOn(value: string): boolean {
  return /^(1|yes|true|enabled|on)$/i.test(value.trim());
}

import { succeed } from '@supermin/test-support/programs';
import { type DebianVersion, parseRelations, parseVersion, type Relation } from './relation.ts';

/** A package that is installed on this machine. */
export interface DebianPackage {
  name: string;
  /** As dpkg tells it from others of the same name: `libc6:amd64`. */
  id: string;
  version: DebianVersion;
  /** `all`, or this machine's. */
  architecture: string;
  /** Name of the source package. */
  source: string;
  /** Pre-Depends and Depends. */
  depends: readonly Relation[][];
  recommends: readonly Relation[][];
  provides: readonly Relation[];
  /** Paths, as dpkg has them. */
  conffiles: ReadonlySet<string>;
}

/** The packages of this machine by name, those of foreign architectures left out. */
export type Installed = ReadonlyMap<string, DebianPackage>;

const FIELDS = [
  'db:Status-Status',
  'Package',
  'binary:Package',
  'Version',
  'Architecture',
  'source:Package',
  'Pre-Depends',
  'Depends',
  'Recommends',
  'Provides',
  'Conffiles',
];
const FIELD_END = '\x1f';
const PACKAGE_END = '\x1e';

/** What dpkg says is installed. */
export async function readInstalled(): Promise<Installed> {
  const native = (await succeed('dpkg', ['--print-architecture'])).stdout.trim();
  const format = FIELDS.map((field) => `\${${field}}`).join(FIELD_END) + PACKAGE_END;
  const { stdout } = await succeed('dpkg-query', ['-W', '-f', format]);
  const packages = stdout
    .split(PACKAGE_END)
    .map((text) => text.split(FIELD_END))
    .filter(([status]) => status === 'installed')
    .map(([, ...fields]) => describe(fields as string[]))
    .filter(({ architecture }) => architecture === native || architecture === 'all');
  return new Map(packages.map((each) => [each.name, each]));
}

function describe(fields: readonly string[]): DebianPackage {
  const [name, id, version, architecture, source, ...relations] = fields;
  const [before, depends, recommends, provides, conffiles] = relations;
  return {
    name: name!,
    id: id!,
    version: parseVersion(version!),
    architecture: architecture!,
    source: source!,
    depends: parseRelations(`${before},${depends}`),
    recommends: parseRelations(recommends!),
    provides: parseRelations(provides!).flat(),
    // ` /etc/bash.bashrc 89269e1298235f1b12b4c16e4065ad0d [obsolete]`
    conffiles: new Set(
      conffiles!.split('\n').flatMap((line) => /^ (\/.*?) \w+/.exec(line)?.[1] ?? []),
    ),
  };
}

/**
 * The named packages and all that they need, but nothing of `without`; sorted by name. What is installed has its
 * dependencies installed too, so of several alternatives the first one that is there will do.
 */
export function closureOf(
  installed: Installed,
  names: readonly string[],
  without: readonly string[] = [],
): DebianPackage[] {
  const providers = new Map<string, string>();
  for (const { name, provides } of installed.values()) {
    for (const provided of provides) providers.set(provided.name, name);
  }
  const found = new Map<string, DebianPackage>();
  const visit = (name: string) => {
    if (found.has(name) || without.includes(name)) return;
    const each = installed.get(name);
    if (each === undefined) throw new Error(`the Debian package ${name} is not installed`);
    found.set(name, each);
    for (const alternatives of each.depends) {
      const own = alternatives.find((relation) => installed.has(relation.name));
      const other = alternatives.find((relation) => providers.has(relation.name));
      if (own !== undefined) visit(own.name);
      else if (other !== undefined) visit(providers.get(other.name)!);
    }
  };
  for (const name of names) visit(name);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

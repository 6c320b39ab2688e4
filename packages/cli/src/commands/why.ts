import { existsSync } from 'node:fs';
import {
  cacheDirectory,
  displayPath,
  type Host,
  lockedRoot,
  namesOf,
  nearestName,
  openDatabase,
  type PackageDatabase,
  SuperminError,
  toSystemPath,
} from '@supermin/core';
import { UsageError } from '../arguments/usage-error.ts';
import { type CommandContext, resolverOf, rootOf } from '../context/command-context.ts';
import { type ChosenBackend, chooseBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import { loadInspect } from '../plugins/load-inspect.ts';
import { type ChosenLock, chosenLock } from '../repository/chosen-lock.ts';

/** Tells by which dependencies a package, or the one that has a file, comes in. */
export async function whyCommand(context: CommandContext): Promise<number> {
  const { invocation } = context;
  const { options } = invocation;
  const [asked, ...given] = invocation.names;
  if (asked === undefined || given.length === 0) {
    throw new UsageError('why needs a package or a path, then appliances or packages to look in', {
      command: 'why',
      hint: 'supermin why libacl1 appliance.d; supermin why libacl1 coreutils',
    });
  }
  const inspect = await loadInspect();
  const { database, names } = await openSet(context, given);
  const roots = names.flatMap((name) => database.find(name));
  if (roots.length === 0 && names.length > 0) throw noneOf(names);
  const question = { asked, roots, resolver: resolverOf(context), weak: options.has('weak') };
  const found = await inspect.explain(database, question);
  if (found === undefined) throw unknownPackage(asked, given, database);
  const shown = { ...found, asked: displayPath(asked) };
  const text = options.has('json')
    ? `${JSON.stringify(shown, null, 2)}\n`
    : inspect.explanationText(found);
  process.stdout.write(text);
  return found.chain.length === 0 ? 1 : 0;
}

function noneOf(names: readonly string[]): SuperminError {
  const text = `neither an appliance nor a package: ${names.map(displayPath).join(' ')}`;
  return new SuperminError('PACKAGES_MISSING', text, {
    hint: 'specify what supermin prepare wrote, or names of packages: supermin why libacl1 coreutils',
  });
}

function unknownPackage(
  asked: string,
  given: readonly string[],
  database: PackageDatabase,
): SuperminError {
  const near = nearestName(asked, database.names?.() ?? []);
  const isSwapped =
    existsSync(toSystemPath(asked)) && !given.some((each) => existsSync(toSystemPath(each)));
  const hint = isSwapped
    ? `the package comes first: supermin why ${displayPath(given[0]!)} ${displayPath(asked)}`
    : near === undefined
      ? 'files that come with an appliance, and not from a package, are in no chain'
      : `did you mean ${displayPath(near)}?`;
  const text = `no package is called ${displayPath(asked)}, and none has such a file`;
  return new SuperminError('PACKAGES_MISSING', text, { hint });
}

interface PackageSet {
  database: PackageDatabase;
  /** What was asked for. */
  names: readonly string[];
}

/** @param given paths of an appliance, and names of packages */
async function openSet(context: CommandContext, given: readonly string[]): Promise<PackageSet> {
  const registry = findPluginsFor(context);
  const inputs = given.filter((each) => existsSync(toSystemPath(each)));
  const names = given.filter((each) => !inputs.includes(each));
  const lock = await chosenLock(context, registry, { inputs, names });
  if (lock !== undefined)
    return { database: await lockedDatabase(context, lock), names: lock.lock.requested };
  const { host } = await rootOf(context);
  const backend = chooseBackend(registry, host, context.invocation);
  const { signal, report } = context;
  const listed = await namesOf(inputs, { signal, report });
  return { database: await databaseOf(context, backend, host), names: [...listed, ...names] };
}

async function lockedDatabase(context: CommandContext, { lock, backend, request }: ChosenLock) {
  const { host } = await lockedRoot(lock, request);
  return databaseOf(context, backend, host);
}

function databaseOf(
  { signal, report }: CommandContext,
  { load, family, options }: ChosenBackend,
  host: Host,
): Promise<PackageDatabase> {
  const cache = cacheDirectory(process.env, report);
  return openDatabase(load, { host, signal, report, family, options, cacheDirectory: cache });
}

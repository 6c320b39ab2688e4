import { type BytePath, type Host, joinPath } from '@supermin/core';
import { type ModulesDep, moduleName, readModulesDep } from './modules-dep.ts';
import { canonicalName } from './selection.ts';
import { parseSoftDependencies } from './soft-dependencies.ts';

/** What depmod(8) and the kernel's build tell of the modules of one kernel. */
export interface ModuleIndex {
  /** `modules.dep`. */
  needs: ModulesDep;
  /** The modules that a name means, as modprobe(8) looks it up: none for what is not there, or built in. */
  find(name: string): readonly BytePath[];
  /** True for the name of a module that the kernel has inside. */
  isBuiltin(name: string): boolean;
  /** False where the kernel's build left no list of what is built in. */
  knowsBuiltin: boolean;
  /** The modules that go before and behind one that is loaded, though it can do without them. */
  softNeeds(path: BytePath): SoftNeeds;
}

export interface SoftNeeds {
  before: readonly BytePath[];
  behind: readonly BytePath[];
}

/** `alias fs-btrfs btrfs`; aliases of devices are patterns with colons, which no name has. */
const ALIAS = /^alias ([\w-]+) ([\w-]+)$/gm;
/** The same for what is built in: entries with a NUL behind each. */
const BUILTIN_ALIAS = /(?<![^\0])([\w-]+)\.alias=([\w-]+)(?=\0)/g;

/**
 * Reads it from a modules directory; aliases and soft dependencies when they are asked for.
 *
 * @throws SuperminError `MODULES_DEP`
 */
export function readModuleIndex(host: Host, directory: BytePath): ModuleIndex {
  const needs = readModulesDep(host, directory);
  const read = (name: string) => readList(host, joinPath(directory, name));
  const paths = byName([...needs.keys()]);
  const builtinList = read('modules.builtin');
  const builtin = byName((builtinList ?? '').split('\n').filter(Boolean));
  const aliases = once(() => readAliases(read('modules.alias'), read('modules.builtin.modinfo')));
  const soft = once(() => parseSoftDependencies(read('modules.softdep') ?? ''));
  const named = (name: string) => paths.get(canonicalName(name)) ?? [];
  const targets = (name: string) => aliases().get(canonicalName(name)) ?? [];
  const isOwnName = (name: string) =>
    paths.has(canonicalName(name)) || builtin.has(canonicalName(name));
  const find = (name: string) => (isOwnName(name) ? named(name) : targets(name).flatMap(named));
  return {
    needs,
    find,
    isBuiltin: (name) =>
      builtin.has(canonicalName(name)) ||
      (!isOwnName(name) && targets(name).some((target) => builtin.has(target))),
    knowsBuiltin: builtinList !== undefined,
    softNeeds: (path) => {
      const { pre = [], post = [] } = soft().get(canonicalName(moduleName(path))) ?? {};
      return { before: pre.flatMap(find), behind: post.flatMap(find) };
    },
  };
}

function byName(paths: readonly BytePath[]): Map<string, BytePath[]> {
  const names = new Map<string, BytePath[]>();
  for (const path of paths) append(names, moduleName(path), path);
  return names;
}

function readAliases(ofModules = '', ofBuiltin = ''): Map<string, string[]> {
  const aliases = new Map<string, string[]>();
  for (const [, alias, module] of ofModules.matchAll(ALIAS)) {
    append(aliases, alias!, canonicalName(module!));
  }
  for (const [, module, alias] of ofBuiltin.matchAll(BUILTIN_ALIAS)) {
    append(aliases, alias!, canonicalName(module!));
  }
  return aliases;
}

function append(lists: Map<string, string[]>, name: string, item: string): void {
  const list = lists.get(canonicalName(name));
  if (list === undefined) lists.set(canonicalName(name), [item]);
  else list.push(item);
}

function readList(host: Host, path: BytePath): string | undefined {
  return host.stat(path)?.type === 'file' ? host.readFile(path).toString('latin1') : undefined;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

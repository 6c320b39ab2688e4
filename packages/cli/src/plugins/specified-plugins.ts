import { lstatSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  fromUnicode,
  joinPath,
  parentPath,
  toSystemPath,
} from '@supermin/core';
import type { OptionValues } from '../arguments/option-values.ts';
import { toUnicode } from '../arguments/unicode.ts';
import { configPath, readConfig } from './config-file.ts';

/** Directories of plugin packages, separated by colons. */
const VARIABLE = 'SUPERMIN_PLUGINS';

/** A plugin that the user has specified. */
export interface SpecifiedPlugin {
  /** Where: `--plugin`, `SUPERMIN_PLUGINS`, or the path of the configuration file. */
  by: string;
  /** As it is written there. */
  text: BytePath;
  /** The directory of its package, as Node.js spells it; undefined if the text cannot be one. */
  directory: string | undefined;
}

/**
 * All plugins that the user has specified, first those that come first.
 *
 * @param roots `node_modules` directories in which a package of the configuration file may be
 * @param warn told of a configuration file that is not used
 * @throws SuperminError `CONFIG`
 */
export function specifiedPlugins(
  options: OptionValues,
  roots: readonly string[],
  warn: (text: string) => void = () => {},
): SpecifiedPlugin[] {
  const config = configPath();
  const found = readConfig(config, (why) => warn(`${displayPath(config!)} is not used: ${why}`));
  return [
    ...options.all('plugin').map((text) => ({ by: '--plugin', text, directory: toUnicode(text) })),
    ...variable().map((text) => ({
      by: VARIABLE,
      text,
      directory: text.startsWith('/') ? toUnicode(text) : undefined,
    })),
    ...found.plugins.map((text) => ({
      by: displayPath(config!),
      text,
      directory: toUnicode(configured(text, parentPath(config!), roots)),
    })),
  ];
}

/** What changes with the configuration file, and with the packages beside it. */
export function configPlaces(): string[] {
  const config = configPath();
  if (config === undefined) return [];
  return [config, joinPath(parentPath(config), 'node_modules')].map(toUnicode);
}

function variable(): BytePath[] {
  return fromUnicode(process.env[VARIABLE] ?? '')
    .split(':')
    .filter((path) => path !== '');
}

/** A path, or a package in the `node_modules` beside the file, or else in those that hold the command. */
function configured(text: BytePath, beside: BytePath, roots: readonly string[]): BytePath {
  if (text.startsWith('/')) return text;
  if (/^\.\.?(\/|$)/.test(text)) return joinPath(beside, text);
  const places = [`${beside}/node_modules`, ...roots.map(fromUnicode)];
  const directories = places.map((place) => joinPath(place, text));
  const isThere = (path: BytePath) =>
    lstatSync(toSystemPath(path), { throwIfNoEntry: false }) !== undefined;
  return directories.find(isThere) ?? directories[0]!;
}

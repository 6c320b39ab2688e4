import { readFileSync, statSync } from 'node:fs';
import {
  type BytePath,
  CONTRACT_VERSION,
  fromUnicode,
  joinPath,
  toSystemPath,
} from '@supermin/core';
import { badManifest, folderOutside, missingFolder } from '../errors/appliance-package.ts';
import { realDirectory } from './locate.ts';

/** A package.json is a few kilobytes. */
const LARGEST_MANIFEST = 1 << 20;

/** An npm package that carries a VM. */
export interface AppliancePackage {
  name: string;
  version: string;
  /** Real path. */
  directory: BytePath;
  /** The appliance: what `supermin build` takes. */
  appliance: BytePath;
  /** The tree that is laid over the appliance's root, if there is one. */
  files: BytePath | undefined;
}

/**
 * Reads what package a directory holds, and where its appliance is:
 *
 *     "supermin": { "contract": 1, "appliance": { "directory": "appliance", "files": "files" } }
 *
 * Everything in there may be left out; these are the defaults.
 *
 * @param directory real path
 * @throws SuperminError `APPLIANCE_PACKAGE_MANIFEST`, `APPLIANCE_PACKAGE_FOLDER`
 */
export function readAppliancePackage(directory: BytePath): AppliancePackage {
  const { name, version, supermin = {} } = readManifest(directory);
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw badManifest(directory, 'there is no name or no version');
  }
  if (!isRecord(supermin)) throw badManifest(directory, "'supermin' is not an object");
  const { contract = CONTRACT_VERSION, appliance = {} } = supermin;
  if (contract !== CONTRACT_VERSION) {
    throw badManifest(
      directory,
      `'supermin.contract' is ${JSON.stringify(contract)}, this is version ${CONTRACT_VERSION}`,
    );
  }
  if (!isRecord(appliance)) throw badManifest(directory, "'supermin.appliance' is not an object");
  const folder = folderOf(directory, 'directory', appliance.directory, 'appliance');
  if (folder === undefined) throw missingFolder(directory, 'appliance');
  const files = folderOf(directory, 'files', appliance.files, 'files');
  return { name, version, directory, appliance: folder, files };
}

function readManifest(directory: BytePath): Record<string, unknown> {
  const file = toSystemPath(joinPath(directory, 'package.json'));
  let value: unknown;
  try {
    const { size } = statSync(file);
    if (size > LARGEST_MANIFEST) throw new Error(`it has ${size} bytes`);
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badManifest(directory, `it cannot be read (${(error as Error).message})`, error);
  }
  if (!isRecord(value)) throw badManifest(directory, 'it is not an object');
  return value;
}

/** The real path of a directory of the package; undefined if it is the default one and not there. */
function folderOf(
  directory: BytePath,
  key: string,
  value: unknown,
  fallback: string,
): BytePath | undefined {
  if (value === undefined) return inside(directory, fallback);
  if (typeof value !== 'string') {
    throw badManifest(directory, `'supermin.appliance.${key}' is not a string`);
  }
  const folder = inside(directory, fromUnicode(value));
  if (folder === undefined) throw missingFolder(directory, value);
  return folder;
}

function inside(directory: BytePath, folder: string): BytePath | undefined {
  if (folder.includes('\0')) throw folderOutside(directory, folder);
  const real = realDirectory(joinPath(directory, folder));
  if (real !== undefined && !real.startsWith(`${directory}/`)) {
    throw folderOutside(directory, folder);
  }
  return real;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

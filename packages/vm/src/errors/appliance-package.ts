import { type BytePath, displayPath, SuperminError } from '@supermin/core';

const FORMAT = 'docs/appliance-packages.md describes appliance packages';

/** A word that is neither a path nor a name that npm allows. */
export function badSpecification(text: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_NAME',
    `'${displayPath(text)}' is not the name of a package`,
    { hint: 'a directory must begin with / or ./' },
  );
}

export function packageNotInstalled(name: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_MISSING',
    `the package ${name} is not installed beside this command`,
    { hint: `'npm install ${name}' there, or specify its directory: --appliance-package ./DIR` },
  );
}

export function noDirectory(directory: BytePath): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_MISSING',
    `${displayPath(directory)}: no such directory`,
  );
}

export function badManifest(directory: BytePath, what: string, cause?: unknown): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_MANIFEST',
    `${displayPath(directory)}/package.json: ${what}`,
    { hint: FORMAT, cause },
  );
}

export function missingFolder(directory: BytePath, folder: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_FOLDER',
    `${displayPath(directory)}: it has no directory ${displayPath(folder)}`,
    { hint: FORMAT },
  );
}

export function folderOutside(directory: BytePath, folder: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_FOLDER',
    `${displayPath(directory)}: the directory ${displayPath(folder)} lies outside the package`,
    { hint: FORMAT },
  );
}

export function badFile(path: BytePath, what: string): SuperminError {
  return new SuperminError('APPLIANCE_PACKAGE_FILE', `${displayPath(path)}: ${what}`, {
    hint: "put it into a tar archive in the appliance's directory",
  });
}

import { type BytePath, displayPath, SuperminError } from '@supermin/core';

const FORMAT = 'docs/appliance-packages.md describes appliance packages';

/** A word that is neither a path nor a name that npm allows. */
export function badSpecification(text: string): SuperminError {
  const what = `'${displayPath(text)}' is not the name of a package`;
  const hint = 'a directory must begin with / or ./';
  return new SuperminError('APPLIANCE_PACKAGE_NAME', what, { hint });
}

export function packageNotInstalled(name: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_MISSING',
    `the package ${name} is not installed beside this command`,
    { hint: `'npm install ${name}' there, or specify its directory: --appliance-package ./DIR` },
  );
}

export function noDirectory(directory: BytePath): SuperminError {
  const text = `${displayPath(directory)}: no such directory`;
  return new SuperminError('APPLIANCE_PACKAGE_MISSING', text);
}

export function badManifest(directory: BytePath, what: string, cause?: unknown): SuperminError {
  const text = `${displayPath(directory)}/package.json: ${what}`;
  return new SuperminError('APPLIANCE_PACKAGE_MANIFEST', text, { hint: FORMAT, cause });
}

export function missingFolder(directory: BytePath, folder: string): SuperminError {
  const text = `${displayPath(directory)}: it has no directory ${displayPath(folder)}`;
  return new SuperminError('APPLIANCE_PACKAGE_FOLDER', text, { hint: FORMAT });
}

export function folderOutside(directory: BytePath, folder: string): SuperminError {
  const text = `${displayPath(directory)}: the directory ${displayPath(folder)} lies outside the package`;
  return new SuperminError('APPLIANCE_PACKAGE_FOLDER', text, { hint: FORMAT });
}

export function badFile(path: BytePath, what: string): SuperminError {
  return new SuperminError('APPLIANCE_PACKAGE_FILE', `${displayPath(path)}: ${what}`, {
    hint: "put it into a tar archive in the appliance's directory",
  });
}

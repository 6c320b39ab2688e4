import { CreateError } from './create-error.ts';

export function nameMissing(): CreateError {
  return new CreateError('NAME_MISSING', 'no name was given', 'npm create supermin-appliance NAME');
}

export function badName(name: string): CreateError {
  return new CreateError(
    'NAME',
    `${JSON.stringify(name)} is not a name that npm allows for a package`,
    'lower-case letters, digits and . _ - after the first one; at most 214; perhaps @SCOPE/ in front',
  );
}

export function badPackage(name: string): CreateError {
  return new CreateError(
    'PACKAGE',
    `${JSON.stringify(name)} is not the name of a Linux package`,
    'letters, digits and + . _ : ~ - after the first one, as in bash or libc6:i386',
  );
}

export function unknownOption(option: string): CreateError {
  return new CreateError('OPTION', `unknown option '${option}'`, 'there is only --help');
}

export function notEmpty(directory: string): CreateError {
  return new CreateError(
    'DIRECTORY',
    `${directory} is there already, and nothing in it is overwritten`,
    'choose another name, or remove it first',
  );
}

export function notWritten(path: string, cause: unknown): CreateError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new CreateError('WRITE', `${path}: can't be written (${code ?? message})`);
}

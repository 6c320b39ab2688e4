import { CreateError } from './create-error.ts';

export function badName(name: string): CreateError {
  return new CreateError(
    'NAME',
    `${JSON.stringify(name)} is not a name that npm allows for a package`,
    'lower-case letters, digits and . _ - after the first one; at most 214; perhaps @SCOPE/ in front',
  );
}

export function notEmpty(directory: string): CreateError {
  return new CreateError(
    'DIRECTORY',
    `${directory} already exists and is not overwritten`,
    'choose another name, or remove it first',
  );
}

export function notWritten(path: string, cause: unknown): CreateError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new CreateError('WRITE', `${path}: cannot be written (${code ?? message})`);
}

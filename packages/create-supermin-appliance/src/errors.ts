import { CreateError } from '@supermin/create-kit';

export function nameMissing(): CreateError {
  return new CreateError('NAME_MISSING', 'no name was given', 'npm create supermin-appliance NAME');
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

import { CreateError } from '@supermin/create-kit';
import { KINDS } from './kind.ts';

const USAGE = 'npm create supermin-plugin NAME -- --kind backend|writer';

export function nameMissing(): CreateError {
  return new CreateError('NAME_MISSING', 'no name was given', USAGE);
}

export function kindMissing(): CreateError {
  return new CreateError(
    'KIND_MISSING',
    'neither the name nor --kind tells what it shall be',
    USAGE,
  );
}

export function badKind(kind: string): CreateError {
  return new CreateError(
    'KIND',
    `--kind needs ${KINDS.join(' or ')}, not ${JSON.stringify(kind)}`,
    USAGE,
  );
}

export function otherKind(name: string, kind: string): CreateError {
  return new CreateError(
    'KIND',
    `${name} is not the name of a ${kind}`,
    `leave out --kind, or the beginning of the name`,
  );
}

export function unexpected(argument: string): CreateError {
  return new CreateError('ARGUMENT', `unexpected argument ${JSON.stringify(argument)}`, USAGE);
}

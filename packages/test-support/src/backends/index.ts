export { closureOf, type Opened, openDatabase } from './open-database.ts';
export { Refusals, TAMPERED } from './refusals.ts';
export { change, RepositoryScratch } from './repository-scratch.ts';

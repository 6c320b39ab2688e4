export { closureOf, type Opened, openDatabase } from './open-database.ts';
export { change, RepositoryScratch } from './repository-scratch.ts';

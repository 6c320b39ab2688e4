export { closureOf, type Opened, openDatabase } from './open-database.ts';

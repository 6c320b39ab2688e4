export { asOrdinaryUser } from './as-ordinary-user.ts';
export { IS_ROOT, NOBODY, USERS, type User } from './users.ts';

/** Why there is no template this time, which has nothing to do with what a template is made of: the next try may go right. */
export class PassingFailure extends Error {}

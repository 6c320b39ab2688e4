/** What is wrong with the value of a field; whoever knows the file and the line turns it into a user's error. */
export class FieldSyntaxError extends Error {}

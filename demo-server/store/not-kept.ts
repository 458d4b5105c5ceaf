/** None of what was given is kept, and the sender may come again: the disk is full, or something like it. */
export class NotKept extends Error {}
/** It may come again in smaller batches, and not as it is. */
export class TooLargeToKeep extends NotKept {}

import { shellWord } from './shell-word.ts'

/** What follows an asset in a command, with a space before it; nothing where it has no partitions. */
export const partitionWords = (partition = ''): string =>
  partition === '' ? '' : ` --partition ${shellWord(partition)}`

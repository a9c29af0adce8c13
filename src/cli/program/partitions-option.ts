import { Option } from 'commander'

/** Which partitions are meant: `--partition` is the same word where it is one. */
export const partitionsOption = (description: string): Option =>
  new Option(
    '--partition, --partitions <which>',
    `${description}: ranges a..b, keys, latest[:n], missing, failed, stale, with commas between`,
  )

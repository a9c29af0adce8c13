import { writeSync } from 'node:fs'
import { exitCodes } from '../errors.ts'

/** Written before the process goes on, as it may end now. Where that is refused as well, nobody can be told. */
export function writeAtOnce(fd: 1 | 2, text: string): void {
  try {
    writeSync(fd, text)
  } catch {
    // A full disk, or a reader that has gone.
  }
}

/** Ends a command whose answer has no place, such as a file on a disk that is full. */
export function endWithoutOutput({ message }: Error): never {
  const fix = 'lead it to where there is room and this user may write, and say the command again'
  writeAtOnce(2, `error EXPORT_FAILED\n  the answer cannot be written to stdout: ${message}\n  ${fix}\n`)
  process.exit(exitCodes.bad)
}

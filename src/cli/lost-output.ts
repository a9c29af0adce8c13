import { writeSync } from 'node:fs'
import { exitCodes } from '../errors.ts'

/** Writes synchronously, since the process may end now. If that fails too, nothing can be reported. */
export function writeAtOnce(fd: 1 | 2, text: string): void {
  try {
    writeSync(fd, text)
  } catch {
    // A full disk, or a reader that has gone.
  }
}

/** Ends a command whose output cannot be written, such as to a file on a full disk. */
export function endWithoutOutput({ message }: Error): never {
  const fix = 'lead it to where there is room and this user may write, and say the command again'
  writeAtOnce(2, `error EXPORT_FAILED\n  the answer cannot be written to stdout: ${message}\n  ${fix}\n`)
  process.exit(exitCodes.bad)
}

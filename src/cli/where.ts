import { join, resolve } from 'node:path'
import type { CommandContext } from './command.ts'

/** A folder that a flag names, or the one that the command was called in. */
export function folderOf(given: string | undefined, cwd: string): string {
  return given === undefined ? cwd : resolve(cwd, given)
}

/**
 * Where the memory of a project is looked for before its configuration was read: it may say another store, and then
 * there is none.
 */
export function memoryFolder({ globals, io }: CommandContext, root: string): string {
  const { cwd, store } = globals
  return store === undefined ? join(root, '.assetstore') : resolve(folderOf(cwd, io.cwd), store)
}

/** A line that is no error: to stderr, and not under `--json`. */
export function warnTo({ output }: CommandContext, message: string): void {
  output.complain(`${output.noteStyle.paint.warn('warning')} ${message}`)
}

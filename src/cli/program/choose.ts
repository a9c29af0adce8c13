import type { CommandRun } from '../command.ts'

/** Called with what was chosen; it is run when the global flags are known. */
export type Choose = (name: string, run: CommandRun) => void

import { createProgram } from '../../src/cli/program.ts'

/** Each command that reads, over a project that has a table of this name. */
export const readingCommands = (table: string): readonly (readonly string[])[] => [
  ['list'],
  ['status'],
  ['check', '--exit-zero'],
  ['plan'],
  ['explain', table],
  ['lineage'],
  ['show', table],
  ['show', table, '--path'],
  ['query', `select * from ${table}`],
  ['export', table, 'exported.csv', '--force', '-q'],
  ['history'],
  ['logs'],
  ['doctor'],
  ['verify'],
  ['gc'],
  ['profile', table],
  ['docs', '--out', 'pages', '-q'],
  ['types', '--check'],
]
/** Those that make or write something, that need more than a table, or that read no store. */
export const otherCommands = [
  ...['accept', 'alerts', 'completion', 'diff', 'help', 'init', 'materialize', 'mv', 'pin', 'retry', 'schedule'],
  ...['search', 'unpin', 'watch', 'wipe'],
]

export const everyCommand = (): readonly string[] =>
  createProgram({ choose: () => undefined, output: {} }).commands.map((command) => command.name())

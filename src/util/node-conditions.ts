/**
 * The conditions that this Node was started with, beside its own: `--conditions=development`, `-C development`. They
 * decide which file of a package is loaded.
 *
 * @see https://nodejs.org/api/cli.html#-c-condition---conditionscondition
 */
export function nodeConditions(): readonly string[] {
  const words = [process.env.NODE_OPTIONS ?? '', ...process.execArgv].join(' ')
  return [...words.matchAll(/(?:^|\s)(?:--conditions|-C)[=\s]\s*"?([^\s"]+)/g)].map(([, condition = '']) => condition)
}

/** What runs the project, as far as that decides which files it loads. */
export const nodeInUse = (): string => [process.version, ...nodeConditions()].join(' ')

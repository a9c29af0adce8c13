import { realpathSync } from 'node:fs'
import { isAbsolute, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A module that Node was told to load before any other. */
export interface Preload {
  readonly specifier: string
  /** `--require` resolves as CommonJS does. */
  readonly required: boolean
}

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

/**
 * The modules that Node loads first and that may be files of a project, in Node's order: `--require ./setup.cjs`,
 * `--import ./setup.ts`, as words of the command or in NODE_OPTIONS. A debugger's module lies elsewhere.
 *
 * @see https://nodejs.org/api/cli.html#--importmodule
 */
export function nodePreloads(root: string): readonly Preload[] {
  const words = [...wordsOf(process.env.NODE_OPTIONS ?? ''), ...process.execArgv]
  const preloads = words.flatMap((word, index): Preload[] => {
    const [, long, short, , specifier = words[index + 1]] = /^(?:--(import|require)|(-r))(=(.+))?$/s.exec(word) ?? []
    const isPreload = (long ?? short) !== undefined && specifier !== undefined
    return isPreload ? [{ specifier, required: long !== 'import' }] : []
  })
  const near = preloads.filter(({ specifier }) => !isElsewhere(specifier, root))
  return [...near.filter(({ required }) => required), ...near.filter(({ required }) => !required)]
}

function isElsewhere(specifier: string, root: string): boolean {
  const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier
  return isAbsolute(path) && !realPath(path).startsWith(`${realPath(root)}${sep}`)
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** As Node reads the variable: what is in double quotes is one word. */
function wordsOf(options: string): string[] {
  const words = options.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g) ?? []
  return words.map((word) =>
    word.replaceAll(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) => text.replaceAll(/\\(.)/g, '$1')),
  )
}

/** What runs the project in a folder, as far as that decides which files it loads. */
export const nodeInUse = (root: string): string =>
  [process.version, ...nodeConditions(), ...nodePreloads(root).map(({ specifier }) => specifier)].join(' ')

import { givenOptions } from '../declaration/given-options.ts'
import { type ForeignFunction, foreignOf, foreignSymbol, isForeign } from './foreign-function.ts'

/** Which function of which Python file. */
export interface PythonFile {
  /** The path of a `.py` file, relative to the TypeScript file that names it: `./documents.py`. */
  readonly file: string
  /** Default: the function that has the name of the export. */
  readonly function?: string
  /**
   * Values for the fields of its parameter `config`, a class of `Config`; what is left out has the value of the class.
   * They are part of what the table is made from.
   */
  readonly config?: Readonly<Record<string, unknown>>
}

/** What the export gives a function in Python for its `config`. */
export function settingsOf(run: unknown): Readonly<Record<string, unknown>> {
  const of = isForeign(run) ? run[foreignSymbol] : undefined
  return of?.type === 'python' ? (of.config ?? {}) : {}
}

/** The function, and the options that are not about it. */
export function pythonFunction<Options extends object>(
  argument: unknown,
): { readonly run: ForeignFunction; readonly options: Omit<Options, keyof PythonFile> } {
  const all = typeof argument === 'string' ? { file: argument } : givenOptions<Options & PythonFile>(argument)
  const { file, function: name, config, ...options } = all as Options & PythonFile
  const names = { ...(name === undefined ? {} : { function: name }), ...(config === undefined ? {} : { config }) }
  return { run: foreignOf({ type: 'python', file, ...names }), options }
}

import { givenOptions } from '../declaration/given-options.ts'
import { type ForeignFunction, foreignOf } from './foreign-function.ts'

/** Which function of which Python file. */
export interface PythonFile {
  /** The path of a `.py` file, relative to the TypeScript file that names it: `./documents.py`. */
  readonly file: string
  /** Default: the function that has the name of the export. */
  readonly function?: string
}

/** The function, and the options that are not about it. */
export function pythonFunction<Options extends object>(
  argument: unknown,
): { readonly run: ForeignFunction; readonly options: Omit<Options, keyof PythonFile> } {
  const all = typeof argument === 'string' ? { file: argument } : givenOptions<Options & PythonFile>(argument)
  const { file, function: name, ...options } = all as Options & PythonFile
  return { run: foreignOf({ type: 'python', file, ...(name === undefined ? {} : { function: name }) }), options }
}

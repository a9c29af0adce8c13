import { dirname, resolve } from 'node:path'
import type { Place } from '../../define/declaration/place.ts'
import type { PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { filePath } from '../user-place.ts'

/** Where a Python function is: what is read, and what is called. */
export interface PythonFunction {
  /** Absolute. */
  readonly file: string
  readonly function: string
}

/** The function that a definition of this name stands on. */
export function pythonFunctionOf(
  { file, function: name }: PythonOrigin,
  of: { readonly name: string; readonly at: Pick<Place, 'file'> },
): PythonFunction {
  const path = resolve(dirname(filePath(of.at.file)), file)
  return { file: path, function: name ?? (of.name.split('.').at(-1) as string) }
}

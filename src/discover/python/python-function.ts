import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Place } from '../../define/declaration/place.ts'
import type { PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { filePath } from '../user-place.ts'

/** Where a Python function is: what is read, and what is called. */
export interface PythonFunction {
  /** Absolute. */
  readonly file: string
  readonly function: string
  /** The folder that its imports start from: the file's own, or the parent of the outermost package that it is in. */
  readonly importRoot: string
  /** Its name from there, such as `lake.documents`. */
  readonly module: string
}

/** The function that a definition of this name stands on. */
export function pythonFunctionOf(
  { file, function: name }: PythonOrigin,
  of: { readonly name: string; readonly at: Pick<Place, 'file'> },
): PythonFunction {
  const path = resolve(dirname(filePath(of.at.file)), file)
  const parts = [basename(path, '.py')]
  let importRoot = dirname(path)
  while (existsSync(join(importRoot, '__init__.py')) && dirname(importRoot) !== importRoot) {
    parts.unshift(basename(importRoot))
    importRoot = dirname(importRoot)
  }
  if (parts.length > 1 && parts.at(-1) === '__init__') parts.pop()
  return { file: path, function: name ?? (of.name.split('.').at(-1) as string), importRoot, module: parts.join('.') }
}

import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place } from '../define/declaration/place.ts'

/** The absolute path of a file that is called by its path or by its `file:` address. */
export function filePath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file
}

/** As messages call it: relative to the project, with `/`; absolute where it lies outside. */
export function fileLabel(root: string, file: string): string {
  const path = relative(root, filePath(file))
  return path.startsWith('..') || isAbsolute(path) ? filePath(file) : path.split(sep).join('/')
}

/** `assets/documents.ts:12`. */
export function placeLabel(root: string, { file, line }: Pick<Place, 'file' | 'line'>): string {
  return `${fileLabel(root, file)}:${line}`
}

/** The first line of a stack that is of the project's own code. */
export function ownFrame(stack: string | undefined, isOwn: (path: string) => boolean): Place | undefined {
  for (const line of stack?.split('\n') ?? []) {
    const [, file, row, column] = /^\s+at (?:.*\()?((?:file:|\/|[A-Za-z]:\\).*?):(\d+):(\d+)\)?$/.exec(line) ?? []
    if (file !== undefined && isOwn(filePath(file)))
      return { file: filePath(file), line: Number(row), column: Number(column) }
  }
  return undefined
}

import { quoteText } from '../codec/types/data-type.ts'

/** DuckDB reads a path as a glob pattern; in brackets, each special character stands for itself. */
export function fileText(path: string): string {
  return quoteText(path.replaceAll(/[[*?]/g, (mark) => `[${mark}]`))
}

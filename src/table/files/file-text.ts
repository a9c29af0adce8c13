import { quoteText } from '../codec/types/data-type.ts'

/** DuckDB takes a path for a glob: in brackets each of its marks stands for itself. */
export function fileText(path: string): string {
  return quoteText(path.replaceAll(/[[*?]/g, (mark) => `[${mark}]`))
}

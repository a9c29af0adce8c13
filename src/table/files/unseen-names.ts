/** Zero-width marks, marks of direction, byte order marks; those that join letters are part of words. */
const unseen = /[^\P{Cf}\u200c\u200d]/gu
const most = 5

interface NamedColumns {
  readonly path: string
  readonly columns: readonly string[]
}

/** Warns of a column whose name contains an invisible character: code that says `id` would not find it. */
export function tellUnseen(files: readonly NamedColumns[], warn: (message: string) => void): void {
  const names = files.flatMap(({ path, columns }) =>
    columns.flatMap((name) => (hasUnseen(name) ? [{ path, name }] : [])),
  )
  const first = [...new Map(names.map((one) => [one.name, one])).values()]
  for (const { path, name } of first.slice(0, most))
    warn(
      `${path} has a column that is called "${shown(name)}", with characters that nobody sees: take them out of its name`,
    )
  if (first.length > most) warn(`and ${first.length - most} more columns have such names`)
}

const hasUnseen = (name: string): boolean => name.search(unseen) !== -1

const shown = (name: string): string =>
  name.replaceAll(unseen, (mark) => `\\u${mark.codePointAt(0)?.toString(16).padStart(4, '0')}`)

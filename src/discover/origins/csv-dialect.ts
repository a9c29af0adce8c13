import { open } from 'node:fs/promises'

/** How much of a file is looked at for its first line. */
const glimpse = 65_536

/**
 * The arguments that say how a CSV file is written: its delimiter is the one that is most frequent in its first line, which holds the
 * names of the columns. DuckDB would guess it from the rows, and would rather read a file with a short row as one column, or drop the
 * lines before a long one, than say that a row is malformed. A packed file is left to that guess.
 */
export async function csvDialect(file: string): Promise<string> {
  const delimiter = await delimiterOfFile(file)
  const written = delimiter === undefined ? '' : `, delim = '${delimiter}', quote = '"', escape = '"'`
  return `, header = true, skip = 0, strict_mode = true, null_padding = false${written}`
}

export async function delimiterOfFile(file: string): Promise<string | undefined> {
  if (/\.(?:gz|zst)$/i.test(file)) return undefined
  return /\.tsv$/i.test(file) ? '\t' : delimiterOf(await firstLine(file))
}

async function firstLine(file: string): Promise<string> {
  await using handle = await open(file, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(glimpse), 0, glimpse, 0)
  return buffer.toString('utf8', 0, bytesRead).split(/\r\n|\n|\r/, 1)[0] as string
}

function delimiterOf(line: string): string {
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '')
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: bare.split(mark).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark
}

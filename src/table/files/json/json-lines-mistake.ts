import type { AssetError } from '../../../errors.ts'
import type { DataFiles } from '../data-files.ts'
import { fileMistake } from '../file-mistake.ts'
import { unpackedBytes } from '../packed.ts'

/**
 * The first line of a file of JSON lines that is no JSON; `undefined` where there is none, or where that is not
 * certain. Reads the file once, in pieces, and only after it was refused. DuckDB's error has the number of the next
 * line, and does not count blank lines.
 */
export async function jsonLinesMistake(
  files: Pick<DataFiles, 'placeOf'>,
  path: string,
): Promise<AssetError | undefined> {
  const decoder = new TextDecoder()
  let [line, rest] = [0, '']
  for await (const chunk of unpackedBytes(files, path) as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() as string
    for (const text of lines) {
      line += 1
      const wrong = wrongIn(text)
      if (wrong !== undefined) return mistake(path, line, { text, wrong })
    }
  }
  const text = rest + decoder.decode()
  const wrong = wrongIn(text)
  return wrong === undefined ? undefined : mistake(path, line + 1, { text, wrong })
}

function wrongIn(text: string): string | undefined {
  if (text.trim() === '') return undefined
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return (error as SyntaxError).message
  }
}

/** Syntax that DuckDB accepts beyond JSON. A line with it may not be the refused one. */
const lenient = /,\s*[}\]]|\b(?:NaN|nan|Infinity|inf)\b/i

function mistake(
  path: string,
  line: number,
  { text, wrong }: { readonly text: string; readonly wrong: string },
): AssetError | undefined {
  if (lenient.test(text)) return undefined
  const fix = 'mend the line, or leave the file out of the glob'
  return fileMistake({ path, line, problem: `has no JSON in line ${line}: ${wrong}`, fix })
}

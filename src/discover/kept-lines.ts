import { readFileSync } from 'node:fs'
import { writeCache } from '../util/write-cache.ts'

/** A first line, and texts of JSON by name, one a line: keeping them puts no text into quotes once more. */
export interface KeptLines {
  readonly head: string
  readonly texts: ReadonlyMap<string, string>
}

/** Nothing else of the file is a line like this. */
const last = 'whole'

export function keepLines(file: string, head: string, texts: Iterable<readonly [name: string, json: string]>): void {
  const lines = [head]
  for (const [name, json] of texts) lines.push(`${JSON.stringify(name)}\t${json}`)
  lines.push(last)
  writeCache(file, lines.join('\n'))
}

/** `undefined` where the file does not exist or was cut. */
export function readLines(file: string): KeptLines | undefined {
  const text = textOf(file)
  if (text === undefined || !text.endsWith(`\n${last}`)) return undefined
  const [head = '', ...lines] = text.split('\n')
  const entries = lines.slice(0, -1).map((line) => {
    const tab = line.indexOf('\t')
    return [JSON.parse(line.slice(0, tab)) as string, line.slice(tab + 1)] as const
  })
  return { head, texts: new Map(entries) }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

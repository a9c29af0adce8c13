import { readFileSync } from 'node:fs'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'

/** The first line marks a file that may be written again. */
const marker = '// Written by `assets types` from the last versions of these assets: what is edited here is lost.'

/** The text of each interface of a file, by its name. */
export type Interfaces = ReadonlyMap<string, string>

export interface RowsFile {
  /** `undefined` where there is no file. */
  readonly text: string | undefined
  readonly interfaces: Interfaces
}

/**
 * Reads what an earlier `assets types` wrote.
 *
 * @throws AssetError `CLI_USAGE` where somebody else wrote the file.
 */
export function readRowsFile(path: string, label: string): RowsFile {
  let text: string
  try {
    // A checkout may have other line ends, which say nothing.
    text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { text: undefined, interfaces: new Map() }
    throw notOurs(`${label} cannot be read: ${errorCode(error) ?? String(error)}`, error)
  }
  if (!text.startsWith(marker)) throw notOurs(`${label} is there and was not written by assets types`)
  const matches = text.matchAll(/^\/\*\* .*\nexport interface (\S+) \{\n(?: {2}.*\n)*\}\n/gm)
  return { text, interfaces: new Map([...matches].map(([whole, name]) => [name as string, whole])) }
}

/** In the order of their names. */
export function rowsFileText(interfaces: Interfaces): string {
  const texts = [...interfaces].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => `\n${text}`)
  return `${marker}\n${texts.length === 0 ? '\nexport {}\n' : texts.join('')}`
}

function notOurs(message: string, cause?: unknown): AssetError {
  return new AssetError({ code: 'CLI_USAGE', message, fix: 'name another file: --out <file>', cause })
}

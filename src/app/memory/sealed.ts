import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a text is known by. */
export const seal = (body: string): string => createHash('sha1').update(body).digest('hex')

/**
 * Best effort: a folder that cannot be written to costs the next command its time, and nothing else. Returns the seal
 * of the body.
 */
export function writeSealed(file: string, body: string): string {
  const sealed = seal(body)
  const unfinished = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(unfinished, `${sealed}\n${body}`)
    renameSync(unfinished, file)
  } catch {
    // Nothing is lost that was not there before.
  }
  return sealed
}

/** The body as JSON. A file that is not there or is cut is none: its first line is a hash of the rest. */
export function readSealed(file: string): unknown {
  try {
    const text = readFileSync(file, 'utf8')
    const end = text.indexOf('\n')
    const body = text.slice(end + 1)
    return text.slice(0, end) === seal(body) ? JSON.parse(body) : undefined
  } catch {
    return undefined
  }
}

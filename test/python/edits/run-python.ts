import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Files } from '../../rig/project.ts'

export function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) continue
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

export function runPython(interpreter: string, [script = '', ...words]: readonly string[], input: unknown) {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const text = execFileSync(interpreter, ['-B', path, ...words], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return JSON.parse(text)
}

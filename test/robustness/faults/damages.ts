import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'

/** What may stand in the place of an object: each is done to one, with another at hand. */
export const damages: Readonly<Record<string, (object: string, other: string) => void>> = {
  'a byte that has turned over': (object) => spoil(object),
  'the bytes of another': (object, other) => {
    rmSync(object)
    cpSync(other, object)
  },
  'half of its bytes': (object) => {
    chmodSync(object, 0o644)
    truncateSync(object, statSync(object).size >> 1)
  },
  'a folder': (object) => {
    rmSync(object)
    mkdirSync(object)
  },
  'a pipe': (object) => {
    rmSync(object)
    execFileSync('mkfifo', [object])
  },
  'a link to another': (object, other) => {
    rmSync(object)
    symlinkSync(other, object)
  },
  'a hard link to another': (object, other) => {
    rmSync(object)
    linkSync(other, object)
  },
  nothing: (object) => rmSync(object),
}

export function spoil(file: string): void {
  const bytes = readFileSync(file)
  bytes[40] = (bytes[40] ?? 0) ^ 255
  const other = `${file}.other`
  writeFileSync(other, bytes)
  renameSync(other, file)
}

/**
 * Builds the Python module `assetstore` as a wheel: `node scripts/wheel.ts [folder]`. A run brings the module itself; the wheel is for editors,
 * type checkers, and tests of the functions alone. Without a folder it is written where it is called. It is made of files of this repository alone, and equal files give equal bytes.
 *
 * Sources of the forms: PEP 427 (wheel), PEP 376 (RECORD), and APPNOTE.TXT of PKWARE (zip).
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'

interface Entry {
  /** With slashes. */
  readonly name: string
  readonly data: Buffer
}

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
const info = `assetstore-${version}.dist-info`

const metadata = `Metadata-Version: 2.4
Name: assetstore
Version: ${version}
Summary: Assets in Python: functions whose parameters name the tables that they read.
License-Expression: MIT
License-File: LICENSE
Requires-Python: >=3.10
`
const wheel = `Wheel-Version: 1.0
Generator: assetstore (${version})
Root-Is-Purelib: true
Tag: py3-none-any
`

const folder = resolve(process.argv[2] ?? '.')
mkdirSync(folder, { recursive: true })
const file = join(folder, `assetstore-${version}-py3-none-any.whl`)
writeFileSync(file, zipOf(withRecord([...moduleFiles(), ...papers()])))
process.stdout.write(`${file}\n`)

function moduleFiles(): readonly Entry[] {
  const source = join(root, 'src/python')
  return readdirSync(join(source, 'assetstore'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:pyi?|typed)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(source, path).replaceAll(sep, '/'), data: readFileSync(path) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function papers(): readonly Entry[] {
  return [
    { name: `${info}/METADATA`, data: Buffer.from(metadata) },
    { name: `${info}/WHEEL`, data: Buffer.from(wheel) },
    { name: `${info}/licenses/LICENSE`, data: readFileSync(join(root, 'LICENSE')) },
  ]
}

/** The list of all files with their hashes and sizes, but for its own. */
function withRecord(entries: readonly Entry[]): readonly Entry[] {
  const lines = entries.map(
    ({ name, data }) => `${name},sha256=${createHash('sha256').update(data).digest('base64url')},${data.length}`,
  )
  const name = `${info}/RECORD`
  return [...entries, { name, data: Buffer.from([...lines, `${name},,`, ''].join('\n')) }]
}

/** Stored and not packed, with one date for all: how well something is packed differs by release of the packer. */
function zipOf(entries: readonly Entry[]): Buffer {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data } of entries) {
    const path = Buffer.from(name)
    const common = commonHeader(path, data)
    const local = Buffer.concat([bytes32(0x04034b50), common, path])
    // Made by a Unix, so that the permissions count: a file that its owner may write to, and all may read.
    const made = bytes16(0x0314)
    const rest = Buffer.concat([bytes16(0), bytes16(0), bytes16(0), bytes32((0o100644 << 16) >>> 0), bytes32(offset)])
    directory.push(Buffer.concat([bytes32(0x02014b50), made, common, rest, path]))
    pieces.push(local, data)
    offset += local.length + data.length
  }
  const listed = Buffer.concat(directory)
  const count = bytes16(entries.length)
  const end = [bytes32(0x06054b50), bytes16(0), bytes16(0), count, count, bytes32(listed.length), bytes32(offset)]
  return Buffer.concat([...pieces, listed, ...end, bytes16(0)])
}

/** What stands before each file and in the directory: version needed, flags, method, time, date, checksum, sizes, lengths of names. */
function commonHeader(path: Buffer, data: Buffer): Buffer {
  const firstDate = 0x0021
  const sizes = [bytes32(data.length), bytes32(data.length)]
  const lengths = [bytes16(path.length), bytes16(0)]
  return Buffer.concat([
    ...[bytes16(20), bytes16(0), bytes16(0), bytes16(0), bytes16(firstDate)],
    ...[bytes32(crc32(data)), ...sizes, ...lengths],
  ])
}

function bytes16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16LE(value)
  return buffer
}

function bytes32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

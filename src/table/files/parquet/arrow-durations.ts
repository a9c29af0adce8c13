/** A column that was written as durations, for which Parquet has no type: the file has whole numbers. */
export interface Durations {
  readonly column: string
  readonly unit: string
}

const units = ['seconds', 'milliseconds', 'microseconds', 'nanoseconds']
/** The number of a duration in the union `Type` of Arrow's `Schema.fbs`. */
const duration = 18
const defaultUnit = 1

/**
 * The columns of durations in the schema that Arrow leaves in the metadata of a Parquet file: the bytes of a message in
 * the form of FlatBuffers. A schema that cannot be read is ignored; the file can be read without it.
 * https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format
 */
export function arrowDurations(base64: string): readonly Durations[] {
  const bytes = Buffer.from(base64, 'base64')
  try {
    const reader = { bytes: bytes.subarray(bytes.readInt32LE(0) === -1 ? 8 : 4) }
    const message = reader.bytes.readInt32LE(0)
    const schema = target(reader, memberAt(reader, message, 2))
    return childrenOf(reader, memberAt(reader, schema, 1)).flatMap((field) => {
      const name = memberAt(reader, field, 0)
      const column = name === undefined ? '' : textAt(reader, target(reader, name))
      const unit = unitInside(reader, field)
      return unit === undefined ? [] : [{ column, unit }]
    })
  } catch (error) {
    if (error instanceof RangeError) return []
    throw error
  }
}

interface Reader {
  readonly bytes: Buffer
}

/** The place of a table's member, by its number; `undefined` where it is absent. */
function memberAt({ bytes }: Reader, table: number, number: number): number | undefined {
  const members = table - bytes.readInt32LE(table)
  const at = 4 + number * 2
  const offset = at < bytes.readUInt16LE(members) ? bytes.readUInt16LE(members + at) : 0
  return offset === 0 ? undefined : table + offset
}

function target({ bytes }: Reader, at: number | undefined): number {
  if (at === undefined) throw new RangeError('a member that is left out')
  return at + bytes.readUInt32LE(at)
}

function textAt({ bytes }: Reader, at: number): string {
  return bytes.toString('utf8', at + 4, at + 4 + bytes.readUInt32LE(at))
}

function childrenOf(reader: Reader, member: number | undefined): readonly number[] {
  if (member === undefined) return []
  const vector = target(reader, member)
  const count = reader.bytes.readUInt32LE(vector)
  if (count > reader.bytes.length) throw new RangeError('a list that is longer than its bytes')
  return Array.from({ length: count }, (_, index) => target(reader, vector + 4 + index * 4))
}

/** The unit of the durations that the field is or contains. */
function unitInside(reader: Reader, field: number, depth = 0): string | undefined {
  if (depth > 64) return undefined
  const type = memberAt(reader, field, 2)
  if (type !== undefined && reader.bytes.readUInt8(type) === duration) {
    const unit = memberAt(reader, target(reader, memberAt(reader, field, 3)), 0)
    return units[unit === undefined ? defaultUnit : reader.bytes.readInt16LE(unit)]
  }
  for (const child of childrenOf(reader, memberAt(reader, field, 5))) {
    const unit = unitInside(reader, child, depth + 1)
    if (unit !== undefined) return unit
  }
  return undefined
}

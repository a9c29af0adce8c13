import { unreachable } from '../../../util/unreachable.ts'
import {
  type ColumnBuffer,
  columnBuffer,
  pushNull,
  reserveBytes,
  reserveFloats,
  reserveValue,
} from './column-buffer.ts'
import { type Batch, fieldNamed } from './push-value.ts'

interface Copied {
  readonly from: ColumnBuffer
  readonly at: number
  /** A buffer of the same type, or of a wider one. */
  readonly to: ColumnBuffer
}

/** Two columns of one type are stored in two forms: empty lists beside vectors, or a map beside an object. */
export class OtherForm extends Error {}

/**
 * Copies a value of one column to another in its stored form.
 *
 * @throws OtherForm
 */
export function copyValue({ from, at, to }: Copied, batch: Batch): void {
  const state = from.valid[at]
  if (state !== 1) {
    if (state === 0) to.hasNull = true
    pushNull(to, state === 0 ? 0 : 2)
    return
  }
  take(from, to)
  if (from.kind !== to.kind) throw new OtherForm(from.path)
  reserveValue(to)
  switch (from.kind) {
    case 'unknown':
      throw new Error(`a value without a type: ${from.path}`)
    case 'boolean':
      to.octets[to.count++] = from.octets[at]!
      return
    case 'number':
    case 'bigint':
    case 'date':
      to.bigints[to.count++] = from.bigints[at]!
      return
    case 'string':
    case 'bytes':
      copyBytes({ from, at, to })
      return
    case 'floats':
      copyFloats({ from, at, to })
      return
    case 'list':
    case 'map':
      copyElements({ from, at, to }, batch)
      return
    case 'struct':
      copyFields({ from, at, to }, batch)
      return
    default:
      unreachable(from.kind)
  }
}

/** Copies what one column has learnt of its type and the other has not. */
function take(from: ColumnBuffer, to: ColumnBuffer): void {
  if (to.kind === 'unknown') {
    to.kind = from.kind
    if (from.kind !== 'struct') to.children = from.children.map(({ path, depth }) => columnBuffer(path, depth))
  }
  to.buffers ||= from.buffers
  if (from.dates !== undefined && to.dates !== from.dates) to.dates = to.dates === undefined ? from.dates : 'TIMESTAMP'
}

function copyBytes({ from, at, to }: Copied): void {
  const [length, start] = [from.words[at * 4]!, from.words[at * 4 + 2]!]
  reserveBytes(to, length)
  from.bytes.copy(to.bytes, to.used, start, start + length)
  to.words.set([length, 0, to.used, 0], to.count++ * 4)
  to.used += length
}

function copyFloats({ from, at, to }: Copied): void {
  const [start, length] = [from.words[at * 4]!, from.words[at * 4 + 2]!]
  reserveFloats(to, length)
  to.floats.set(from.floats.subarray(start, start + length), to.used)
  to.words.set([to.used, 0, length, 0], to.count++ * 4)
  to.used += length
}

function copyElements({ from, at, to }: Copied, batch: Batch): void {
  const [start, length] = [from.words[at * 4]!, from.words[at * 4 + 2]!]
  const first = to.children[0]!.count
  for (const [index, child] of from.children.entries())
    for (let element = start; element < start + length; element++)
      copyValue({ from: child, at: element, to: to.children[index]! }, batch)
  to.words.set([first, 0, length, 0], to.count++ * 4)
}

function copyFields({ from, at, to }: Copied, batch: Batch): void {
  for (const [index, child] of from.children.entries())
    copyValue({ from: child, at, to: fieldNamed(to, from.names[index]!, batch) }, batch)
  to.count++
  to.hasObject = true
  for (const child of to.children) {
    if (child.count === to.count) continue
    child.hasAbsent = true
    pushNull(child, 2)
  }
}

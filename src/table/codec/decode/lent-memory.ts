import { duck, type Vector } from '../../engine/bindings.ts'

/** Views of DuckDB's memory of the chunk that is read now: a chunk is read without a pause. */
const lent: ArrayBuffer[] = []

const view = (bytes: Uint8Array): Uint8Array => {
  lent.push(bytes.buffer as ArrayBuffer)
  return bytes
}

export const vectorData = (vector: Vector, bytes: number): Uint8Array => view(duck.vector_get_data(vector, bytes))

export function vectorValidity(vector: Vector, bytes: number): Uint8Array | null {
  const validity = duck.vector_get_validity(vector, bytes)
  return validity === null ? null : view(validity)
}

/** What the pointer at this place of a view points to. */
export function pointedAt({ buffer, byteOffset }: Uint8Array, at: number, bytes: number): Uint8Array {
  return view(duck.get_data_from_pointer(buffer as ArrayBuffer, byteOffset + at, bytes))
}

/**
 * Ends the views that `read` takes. V8 counts what they show as memory that its collector alone can free, and would
 * collect the whole heap again and again for it.
 */
export function withLentMemory<T>(read: () => T): T {
  try {
    return read()
  } finally {
    for (const buffer of lent) buffer.transfer(0)
    lent.length = 0
  }
}

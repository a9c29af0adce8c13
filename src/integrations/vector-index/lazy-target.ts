import type { Shape } from './shape.ts'
import type { Reader, VectorTarget } from './target.ts'

export interface LazyTarget {
  readonly label: string
  readonly place: () => string | undefined
  readonly file?: () => string
  readonly shape: Shape
  readonly open: () => Promise<VectorTarget>
}

/** Opened by the first call, so that a project that declares an index does not load what the index needs. */
export function lazyTarget({ label, place, file, shape, open }: LazyTarget): VectorTarget {
  let opening: Promise<VectorTarget> | undefined
  const opened = async (): Promise<VectorTarget> => {
    opening ??= open()
    try {
      return await opening
    } catch (error) {
      // What could not be opened now may be there at the next call.
      opening = undefined
      throw error
    }
  }
  return {
    label,
    get place() {
      return place()
    },
    get file() {
      return file?.()
    },
    shape,
    receipt: async () => (await opened()).receipt(),
    write: async (work) => (await opened()).write(work),
    read: async <Result>(work: (reader: Reader) => Promise<Result>) => (await opened()).read(work),
    async [Symbol.asyncDispose]() {
      const closing = opening
      opening = undefined
      await (await closing)?.[Symbol.asyncDispose]()
    },
  }
}

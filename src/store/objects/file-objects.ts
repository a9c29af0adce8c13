import { stateText } from '../../util/file-state.ts'
import type { MarkedObject, ObjectState, Objects } from './interface.ts'
import { objectPath } from './layout.ts'
import { objectMarks } from './marks.ts'
import { publishObject } from './publish.ts'
import { glanceAtObject, setAside, verifyObject } from './verified.ts'

interface Touched {
  readonly blob: string
  /** The mark of the file before it is read. */
  readonly mark: string
  readonly place: number
}

/** Most files are small, so that waiting for the disk takes longer than hashing. */
const readAtOnce = 8

/** Objects in the store's own folder, where every object is a local file already. */
export function fileObjects(folder: string): Objects {
  const marks = objectMarks(folder)
  /** Reads files that were touched since they were last known to be right, some at a time. */
  const readTouched = async (touched: readonly Touched[], states: ObjectState[]): Promise<void> => {
    const open = touched.values()
    const readNext = async () => {
      for (const { blob, mark, place } of open) {
        const state = await verifyObject(folder, blob)
        if (state === 'ok') marks.set(blob, mark)
        states[place] = state
      }
    }
    try {
      await Promise.all(Array.from({ length: readAtOnce }, readNext))
    } finally {
      // Once for all of them, since it writes the marks of every object.
      marks.keep()
    }
  }
  return {
    async states(of: Iterable<MarkedObject>) {
      const states: ObjectState[] = []
      const touched: Touched[] = []
      for (const object of of) {
        const { state, file } = glanceAtObject(folder, object)
        const place = states.push(state) - 1
        const mark = file === undefined || state !== 'ok' ? undefined : stateText(file)
        if (mark === undefined || mark === object.mark) continue
        const before = marks.get(object.blob)
        if (before === undefined) marks.set(object.blob, mark)
        else if (before !== mark) touched.push({ blob: object.blob, mark, place })
      }
      if (touched.length > 0) await readTouched(touched, states)
      return states
    },
    *marked(of) {
      for (const object of of) {
        const mark = marks.get(object.blob)
        yield mark === undefined ? object : { ...object, mark }
      }
    },
    localFile: async (blob) => ({ state: await verifyObject(folder, blob), path: objectPath(folder, blob) }),
    publish: (publication) => publishObject({ folder, ...publication }),
    setAside: (blob) => setAside(folder, blob),
    keep: () => marks.keep(),
  }
}

import { stateText } from '../../util/file-state.ts'
import type { MarkedObject, ObjectState, Objects } from './interface.ts'
import { objectPath } from './layout.ts'
import { objectMarks } from './marks.ts'
import { publishObject } from './publish.ts'
import { glanceAtObject, setAside, verifyObject } from './verified.ts'

/** Objects in the store's own folder: what is there is a local file already. */
export function fileObjects(folder: string): Objects {
  const marks = objectMarks(folder)
  /** A file that was touched since it was last known to be right is read. */
  const touched = async (blob: string, mark: string): Promise<ObjectState> => {
    const state = await verifyObject(folder, blob)
    if (state === 'ok') marks.set(blob, mark)
    marks.keep()
    return state
  }
  return {
    async states(of: readonly MarkedObject[]) {
      const states: ObjectState[] = []
      for (const object of of) {
        const { state, file } = glanceAtObject(folder, object)
        const mark = file === undefined || state !== 'ok' ? undefined : stateText(file)
        if (mark === undefined || mark === object.mark) {
          states.push(state)
          continue
        }
        const before = marks.get(object.blob)
        if (before === undefined) marks.set(object.blob, mark)
        // Most files are new or unchanged, and for very many of them an `await` each would take too long.
        const isTouched = before !== undefined && before !== mark
        states.push(isTouched ? await touched(object.blob, mark) : state)
      }
      return states
    },
    marked: (of) =>
      of.map((object) => {
        const mark = marks.get(object.blob)
        return mark === undefined ? object : { ...object, mark }
      }),
    localFile: async (blob) => ({ state: await verifyObject(folder, blob), path: objectPath(folder, blob) }),
    publish: (publication) => publishObject({ folder, ...publication }),
    setAside: (blob) => setAside(folder, blob),
    keep: () => marks.keep(),
  }
}

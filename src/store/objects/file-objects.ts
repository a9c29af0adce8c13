import type { Objects } from './interface.ts'
import { objectPath } from './layout.ts'
import { publishObject } from './publish.ts'
import { glanceAtObject, setAside, verifyObject } from './verified.ts'

/** Objects in the store's own folder: what is there is a local file already. */
export function fileObjects(folder: string): Objects {
  return {
    states: async (of) => of.map((object) => glanceAtObject(folder, object)),
    localFile: async (blob) => ({ state: await verifyObject(folder, blob), path: objectPath(folder, blob) }),
    publish: (made) => publishObject({ folder, ...made }),
    setAside: (blob) => setAside(folder, blob),
  }
}

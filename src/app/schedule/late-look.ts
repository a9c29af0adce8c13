import type { Catalog } from '../../store/interface.ts'
import type { Due } from '../alerts/due.ts'
import { openNotices } from '../alerts/late.ts'

export interface LateTools {
  readonly due: () => readonly Due[]
  readonly catalog: Pick<Catalog, 'noticed' | 'areMessagesDue'>
  /** Reports what is late and has not been reported. It resolves when the messages are sent or queued. */
  readonly tellLate: () => Promise<void>
}

export interface LateLook {
  /** Begins to report where a time has come or a message is due again, and says when the next time comes. */
  look(now: number): Promise<number>
  /** Resolves when everything that was begun has ended. */
  ended(): Promise<void>
}

/** How long to wait after a failed attempt, such as a project that does not load. */
const coolOffMs = 60_000

export function lateLook({ due, catalog, tellLate }: LateTools): LateLook {
  let begunAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined
  return {
    async look(now) {
      const all = due()
      const next = Math.min(...all.map(({ times }) => times.next(now) ?? Number.POSITIVE_INFINITY))
      const rests = now >= begunAt && now - begunAt < coolOffMs
      if (running !== undefined || rests) return next
      if ((await openNotices(all, catalog, now)).length === 0 && !(await catalog.areMessagesDue(now))) return next
      begunAt = now
      running = tellLate().finally(() => {
        running = undefined
      })
      return next
    },
    ended: async () => running,
  }
}

import type { Command } from 'commander'
import { addByItself } from './by-itself.ts'
import type { Choose } from './choose.ts'
import { addDiff } from './diff.ts'
import { addDocs } from './docs.ts'
import { addGate } from './gate.ts'
import { addOverview, addPast, addReasons } from './inspecting.ts'
import { addProfile } from './profile.ts'
import { addProject } from './project.ts'
import { addReading, addSearch } from './reading.ts'
import { addMaterialize, addPlan, addRetry } from './running.ts'
import { addStore } from './store.ts'

export interface Section {
  /** The heading of the section in the help. */
  readonly heading: string
  /** Its commands and their aliases; empty where they need all other sections. */
  readonly names: readonly string[]
  readonly add: (program: Command, choose: Choose) => void
}

/** The commands, in the order of the help. */
export const sections: readonly Section[] = [
  { heading: 'Run:', names: ['materialize', 'm', 'backfill'], add: addMaterialize },
  { heading: 'Run:', names: ['plan'], add: addPlan },
  { heading: 'Run:', names: ['retry'], add: addRetry },
  { heading: 'Run:', names: ['watch', 'schedule', 'alerts'], add: addByItself },
  { heading: 'Inspect:', names: ['list', 'ls', 'status'], add: addOverview },
  { heading: 'Inspect:', names: ['explain', 'lineage'], add: addReasons },
  { heading: 'Inspect:', names: ['show', 'query'], add: addReading },
  { heading: 'Inspect:', names: ['diff'], add: addDiff },
  { heading: 'Inspect:', names: ['profile'], add: addProfile },
  { heading: 'Inspect:', names: ['docs'], add: addDocs },
  { heading: 'Inspect:', names: ['search'], add: addSearch },
  { heading: 'Inspect:', names: ['history', 'logs'], add: addPast },
  { heading: 'Gate:', names: ['check'], add: addGate },
  {
    heading: 'Store:',
    names: ['accept', 'verify', 'gc', 'export', 'pin', 'unpin', 'wipe', 'mv'],
    add: addStore,
  },
  { heading: 'Project:', names: [], add: addProject },
]

/** What may be changed in the process while a project is loaded or runs. A program that hosts other code decides it. */
export interface ProcessHooks {
  /** What assets print is theirs: it goes to the events and logs of the run, and to no stream. */
  readonly capture: boolean
  /**
   * An error that nobody caught, `process.exit()` and a promise that never settles are failures of the asset, and do
   * not end the process.
   */
  readonly guard: boolean
  /** Other code of the process may have imported files of the project: they are evaluated anew for the load. */
  readonly shared: boolean
}

/** A process that is there for one command. */
export const ownProcess: ProcessHooks = { capture: true, guard: true, shared: false }

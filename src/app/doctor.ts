import { AssetError } from '../errors.ts'
import type { Stored } from '../store/interface.ts'
import { unitAt } from '../unit.ts'
import { codeFindings } from './doctor/code.ts'
import type { Finding } from './doctor/finding.ts'
import { clockFinding, nativeFindings, versionFindings } from './doctor/machine.ts'
import { partitionFindings } from './doctor/partitions.ts'
import { pythonFindings } from './doctor/python.ts'
import { folderFindings, gitFinding, leaseFinding } from './doctor/store.ts'
import { typeFindings } from './doctor/types.ts'
import type { RemovedEffect } from './memory/memory.ts'
import { removalCure, removalWords, removedEffects } from './memory/removed-effects.ts'
import { whyForgotten } from './memory/why-forgotten.ts'
import type { ProjectRequest } from './open/request.ts'
import { openSession } from './open/session.ts'
import { troubleOf } from './trouble.ts'

/** Checks everything that a run depends on. It goes on after a mistake, since mistakes are what it looks for. */
export async function findingsOf(project: ProjectRequest): Promise<readonly Finding[]> {
  return [
    ...versionFindings(),
    ...(await nativeFindings()),
    clockFinding(Date.now()),
    ...(await projectFindings(project)),
  ]
}

const byUnit = (current: readonly Stored[]) => current.map((stored) => [unitAt(stored.record), stored] as const)

async function projectFindings(project: ProjectRequest): Promise<Finding[]> {
  try {
    await using session = await openSession(project, 'read')
    const { storeFolder, project: opened } = session.workspace
    const git = await gitFinding(storeFolder)
    const forgotten = whyForgotten(session.workspace)
    return [
      { name: 'project', state: 'ok', found: `${opened.configFile}, ${session.graph.nodes.length} assets` },
      ...(await folderFindings(storeFolder)),
      ...(git === undefined ? [] : [git]),
      await leaseFinding(session.catalog),
      ...removalFindings(removedEffects(byUnit((await session.catalog?.current()) ?? []), session.graph), project),
      ...(forgotten === undefined ? [] : [{ name: 'memory', state: 'warn' as const, ...forgotten }]),
      ...(await pythonFindings(session)),
      ...(await codeFindings(session)),
      ...(await partitionFindings(session)),
      ...(await typeFindings(session)),
    ]
  } catch (error) {
    if (AssetError.is(error) && error.code === 'PROJECT_NOT_FOUND') {
      return [{ name: 'project', state: 'warn', found: error.message, fix: error.fix }]
    }
    const { errors, stack } = troubleOf(error)
    if (stack !== undefined) throw error
    return errors.map(({ code, message, at, fix }) => {
      const problem = `${code}${at === undefined ? '' : `  ${at}`}: ${message}`
      return { name: 'project', state: 'bad', found: problem, ...(fix === undefined ? {} : { fix }) }
    })
  }
}

const removalFindings = (removed: readonly RemovedEffect[], { environment }: ProjectRequest): Finding[] =>
  removed.map((effect) => ({
    name: 'effects',
    state: 'warn',
    found: removalWords(effect),
    fix: removalCure(effect, environment),
  }))

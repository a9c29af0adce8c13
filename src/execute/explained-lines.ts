import type { Action } from '../causes.ts'
import type { Assessed, Assessment } from '../plan/assess.ts'
import { planRun } from '../plan/plan.ts'
import { changedDeclarations } from './explanation.ts'
import type { LiveWorld } from './live-world.ts'
import { notesFor } from './notes.ts'
import type { ExplainedLine } from './remembered-explanation.ts'
import type { Workspace } from './workspace.ts'

/** What would be told of each asset, in the order of the assessment. */
export async function explainedLines(
  workspace: Workspace,
  world: LiveWorld,
  assessment: Assessment,
): Promise<readonly ExplainedLine[]> {
  const actions = await actionsOf(world, assessment)
  const textOf = presentTexts(workspace)
  return [...assessment].map(([name, assessed]) => {
    const { code, config, packages } = assessed.facts
    const failure = assessed.failure && (world.failures.get(name)?.error ?? assessed.failure)
    return {
      code: { parts: code.parts },
      config,
      packages,
      action: actions.get(name) ?? 'skip',
      notes: notesFor(workspace, assessed.facts),
      texts: textOf(assessed),
      ...(failure === undefined ? {} : { failure }),
    }
  })
}

/** What is fresh is skipped, and what reads it finds what is current: only of the rest a plan says more. */
async function actionsOf(world: LiveWorld, assessment: Assessment): Promise<ReadonlyMap<string, Action>> {
  const assets = new Set([...assessment].flatMap(([name, { status }]) => (status === 'fresh' ? [] : [name])))
  const { steps } = await world.settle(() => planRun(world, assessment, { assets, forced: new Set() }))
  return new Map(steps.map(({ asset, action }) => [asset, action]))
}

/** One helper behind many assets is cut from its file once. */
function presentTexts(workspace: Workspace) {
  const known = new Map<string, string | undefined>()
  return (assessed: Assessed): Readonly<Record<string, string>> => {
    const texts: Record<string, string> = {}
    for (const { label, after } of changedDeclarations(assessed)) {
      if (after === undefined) continue
      const key = `${label} ${after}`
      if (!known.has(key)) known.set(key, workspace.fingerprint(assessed.facts.node.name).sources[label])
      const text = known.get(key)
      if (text !== undefined) texts[label] = text
    }
    return texts
  }
}

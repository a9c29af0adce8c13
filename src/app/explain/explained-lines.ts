import type { Graph } from '../../graph/graph.ts'
import { descendants } from '../../graph/walk.ts'
import type { Assessed, Assessment } from '../../plan/assess.ts'
import { heldBy, type PlanStep, planRun } from '../../plan/plan.ts'
import { everywhereNotes } from '../../project/everywhere-notes.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { notesFor } from '../../project/notes.ts'
import type { Workspace } from '../../project/workspace.ts'
import { type Unit, unitOf } from '../../unit.ts'
import type { ExplainedLine } from '../memory/remembered-explanation.ts'
import { changedDeclarations } from './explanation.ts'

/** The explanation of each asset, in the order of the assessment. */
export async function explainedLines(
  workspace: Workspace,
  world: LiveWorld,
  assessment: Assessment,
): Promise<readonly ExplainedLine[]> {
  const steps = await stepsOf(world, assessment)
  const doubtful = judgedElsewhere(workspace.graph, assessment)
  const textOf = presentTexts(workspace)
  return [...assessment].map(([unit, assessed]) => {
    const { code, config, packages } = assessed.facts
    const failure = assessed.failure && (world.failures.get(unit)?.error ?? assessed.failure)
    return {
      code: { parts: code.parts },
      config,
      packages,
      ...(doubtful.has(unit) ? {} : planned(steps.get(unit))),
      notes: [
        ...notesFor(workspace, assessed.facts, assessed.current?.record),
        ...everywhereNotes(workspace, assessed.facts.node.name),
      ],
      texts: textOf(assessed),
      ...(failure === undefined ? {} : { failure }),
    }
  })
}

/** A fresh unit is skipped and its readers find its current version, so only the other units need a plan. */
async function stepsOf(world: LiveWorld, assessment: Assessment): Promise<ReadonlyMap<Unit, PlanStep>> {
  const units = new Set([...assessment].flatMap(([unit, { status }]) => (status === 'fresh' ? [] : [unit])))
  const { steps } = await world.settle(() => planRun(world, assessment, { units, forced: new Set() }))
  return new Map(steps.map((step) => [step.unit, step]))
}

function planned(step: PlanStep | undefined): Pick<ExplainedLine, 'action' | 'held'> {
  return step === undefined ? { action: 'skip', held: [] } : { action: step.action, held: heldBy(step) }
}

/**
 * Assets whose own plan differs from the plan of everything that is not fresh. A blocking check of several tables waits
 * for the last of them that moves, and the plan of one asset holds only the tables that it reads.
 */
function judgedElsewhere(graph: Graph, assessment: Assessment): ReadonlySet<string> {
  const doubtful = new Set<string>()
  for (const { facts } of assessment.values()) {
    const tables = new Set(facts.node.upstream)
    if (!facts.blocking || tables.size < 2) continue
    const reached = [...tables].map((table) => new Set([table, ...descendants(graph, [table])]))
    const changed = reached.filter(
      (_, index) => assessment.get(unitOf([...tables][index] as string))?.status !== 'fresh',
    )
    for (const name of new Set(reached.flatMap((names) => [...names]))) {
      if (changed.some((names) => !names.has(name))) doubtful.add(name)
    }
  }
  return doubtful
}

/** The text of a helper that many assets use is read once. */
function presentTexts(workspace: Pick<Workspace, 'fingerprint'>) {
  const textsByName = new Map<string, string | undefined>()
  return (assessed: Assessed): Readonly<Record<string, string>> => {
    const texts: Record<string, string> = {}
    for (const { label, after } of changedDeclarations(assessed)) {
      if (after === undefined) continue
      const key = `${label} ${after}`
      if (!textsByName.has(key)) textsByName.set(key, workspace.fingerprint(assessed.facts.node.name).sources[label])
      const text = textsByName.get(key)
      if (text !== undefined) texts[label] = text
    }
    return texts
  }
}

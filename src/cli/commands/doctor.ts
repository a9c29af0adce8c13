import { AssetError, exitCodes } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { codeFindings } from '../doctor/code.ts'
import { clockFinding, nativeFindings, versionFindings } from '../doctor/machine.ts'
import { folderFindings, gitFinding, leaseFinding } from '../doctor/store.ts'
import { type Finding, renderDoctor } from '../render/doctor.ts'
import { troubleOf } from '../render-error.ts'
import { openSession } from '../session.ts'

/** Looks at everything a run depends on, and goes on where something is wrong: that is what it is asked for. */
export async function doctor(context: CommandContext): Promise<Answer> {
  const findings: Finding[] = [...versionFindings(), ...(await nativeFindings()), clockFinding(Date.now())]
  findings.push(...(await projectFindings(context)))
  return {
    exitCode: findings.some(({ state }) => state === 'bad') ? exitCodes.bad : exitCodes.ok,
    document: () => ({ checks: findings }),
    text: () => renderDoctor(findings, context.output.style),
  }
}

async function projectFindings(context: CommandContext): Promise<Finding[]> {
  try {
    await using session = await openSession(context, 'read')
    const { storeFolder, project } = session.workspace
    const git = await gitFinding(storeFolder)
    return [
      { name: 'project', state: 'ok', found: `${project.configFile}, ${session.graph.nodes.length} assets` },
      ...(await folderFindings(storeFolder)),
      ...(git === undefined ? [] : [git]),
      await leaseFinding(session.catalog),
      ...(await codeFindings(session.workspace)),
    ]
  } catch (error) {
    if (AssetError.is(error) && error.code === 'PROJECT_NOT_FOUND') {
      return [{ name: 'project', state: 'warn', found: error.message, fix: error.fix }]
    }
    const { errors, stack } = troubleOf(error)
    if (stack !== undefined) throw error
    return errors.map(({ code, message, at, fix }) => {
      const found = `${code}${at === undefined ? '' : `  ${at}`}: ${message}`
      return { name: 'project', state: 'bad', found, ...(fix === undefined ? {} : { fix }) }
    })
  }
}

import type { BaseContext, EffectPart } from '../../define/context.ts'
import { addMetadata, type Metadata } from '../../define/metadata.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { CallContext } from '../run-context.ts'

/** An event that a function reports from another process or thread, whatever its language. */
export type CallEvent =
  | { readonly event: 'metadata'; readonly values: Metadata }
  | { readonly event: 'progress'; readonly rows: number }
  | { readonly event: 'variable' | 'secret'; readonly name: string }
  | { readonly event: 'clock' | 'key' }

/** Handles an event as if the function ran here. Call it in the asynchronous context of the call. */
export function hearEvent(
  context: Pick<CallContext, 'emit' | 'variables'>,
  { facts, second }: { readonly facts: UnitFacts; readonly second: BaseContext },
  event: CallEvent,
): void {
  switch (event.event) {
    case 'metadata':
      addMetadata(event.values)
      return
    case 'progress':
      context.emit({ type: 'step_progress', unit: facts.unit, rows: event.rows })
      return
    case 'variable':
      // The value comes from the other process's environment; here the read is only noted.
      second.env(event.name, '')
      return
    case 'secret':
      if (Object.hasOwn(context.variables, event.name)) second.env.secret(event.name)
      return
    case 'clock':
      void second.now
      return
    case 'key':
      void (second as EffectPart).key
  }
}

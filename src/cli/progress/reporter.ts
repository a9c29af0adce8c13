import { liveReporter } from './live.ts'
import { plainReporter } from './plain.ts'
import type { Reporter, ReporterOptions } from './reporting.ts'

export function createReporter(kind: 'live' | 'plain' | 'silent', options: ReporterOptions): Reporter {
  if (kind === 'live') return liveReporter(options)
  return kind === 'plain' ? plainReporter(options) : silent
}

const silent: Reporter = { emit: () => undefined, close: () => undefined }

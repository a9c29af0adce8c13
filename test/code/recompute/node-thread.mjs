/** Runs `main` with modules of which types were taken away before: whoever starts many threads does that once for all of them. */
import { registerHooks } from 'node:module'
import { workerData } from 'node:worker_threads'

const { main, plain } = workerData
registerHooks({
  load: (url, context, next) =>
    context.format === 'module-typescript' && url in plain
      ? { format: 'module', source: plain[url], shortCircuit: true }
      : next(url, context),
})
await import(main)

import type { Progress } from '../../app/export/progress.ts'
import { size } from '../../util/text/size.ts'

const everyMs = 5_000

/** Prints a line every few seconds while a command takes long, and nothing for a short one. */
export function heartbeat(
  asset: string,
  { note, now = () => performance.now() }: { readonly note: (line: string) => void; readonly now?: () => number },
): Progress {
  let last = now()
  return (writtenBytes) => {
    if (now() - last < everyMs) return
    last = now()
    note(`${asset}: ${size(writtenBytes)} written`)
  }
}

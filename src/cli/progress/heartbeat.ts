import type { Progress } from '../../app/export/progress.ts'
import { size } from '../../util/text/size.ts'

const everyMs = 5_000

/** A line every few seconds of what takes long: what is over before says nothing. */
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

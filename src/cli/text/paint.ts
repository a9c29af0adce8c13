type Write = (text: string) => string

/** The few colours there are, by what they mean. Nothing is said by colour alone. */
export interface Paint {
  readonly good: Write
  readonly bad: Write
  readonly warn: Write
  readonly note: Write
  readonly strong: Write
  readonly faint: Write
}

/** `level` as chalk counts: 0 is no colour, and then chalk, which looks at the terminal by itself, is not loaded. */
export async function paintFor(level: 0 | 1 | 2 | 3): Promise<Paint> {
  if (level === 0) return plainPaint
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level })
  return {
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    note: chalk.cyan,
    strong: chalk.bold,
    faint: chalk.dim,
  }
}

const same: Write = (text) => text
export const plainPaint: Paint = { good: same, bad: same, warn: same, note: same, strong: same, faint: same }

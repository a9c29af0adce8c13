/**
 * What one of our programs has answered: the last line. Whatever the interpreter prints when it starts, such as by a
 * `sitecustomize`, stands before it.
 */
export function answerIn(stdout: string): string {
  const text = stdout.trimEnd()
  return text.slice(text.lastIndexOf('\n') + 1)
}

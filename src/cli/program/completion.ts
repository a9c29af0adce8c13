import { Argument, type Command } from 'commander'
import { shells } from '../completion/scripts.ts'
import type { Choose } from './choose.ts'

const help = `
  bash        eval "$(assets completion bash)"                                in ~/.bashrc
  zsh         eval "$(assets completion zsh)"                                 in ~/.zshrc, after compinit
  fish        assets completion fish | source                                 in config.fish
  powershell  assets completion powershell | Out-String | Invoke-Expression   in $PROFILE

Names of assets are those that the last command knew.`

export function addCompletion(program: Command, choose: Choose): void {
  program
    .command('completion')
    .description('a script with which a shell completes commands, flags and names')
    .addArgument(new Argument('<shell>').choices(shells))
    .argument('[words...]', 'for the script: what is typed')
    .addHelpText('after', help)
    .action((shell, words) =>
      choose('completion', async (context) =>
        (await import('../completion/completion.ts')).completion(context, { shell, words, program }),
      ),
    )
}

import type { Command } from 'commander'
import { selecting } from './arguments.ts'
import type { Choose } from './choose.ts'

/** The words and flags of what runs without anybody at the terminal. */
export function addByItself(program: Command, choose: Choose): void {
  selecting(program.command('watch'), 'make what is not fresh whenever a file of the project changes')
    .option('--no-effects', 'do nothing outside: effects are left out')
    .action((words, flags) =>
      choose('watch', async (context) =>
        (await import('../commands/by-itself/watch.ts')).watch(context, { words, ...flags }),
      ),
    )
  const schedule = program.command('schedule').description('run what the schedules of the project say')
  schedule
    .command('start')
    .description('run every schedule at its times, until it is stopped; of several, one leads')
    .action(() =>
      choose('schedule', async (context) =>
        (await import('../commands/by-itself/schedule-start.ts')).scheduleStart(context),
      ),
    )
  schedule
    .command('tick')
    .description('run what is due, each time once; for cron, systemd, Kubernetes')
    .argument('[schedule...]', 'their names (default: all)')
    .option('--late', 'run nothing: only tell the alerts what was to be made by now and was not')
    .action((names, { late = false }) =>
      choose('schedule', async (context) =>
        (await import('../commands/by-itself/schedule.ts')).scheduleTick(context, { names, onlyLate: late }),
      ),
    )
  const alerts = program.command('alerts').description('who is told of what a run came to')
  alerts
    .command('test')
    .description('send every receiver of the project a message, and say how it went')
    .action(() =>
      choose('alerts', async (context) => (await import('../commands/by-itself/alerts.ts')).alertsTest(context)),
    )
  schedule
    .command('list')
    .description('the schedules, and when they are next')
    .action(() =>
      choose('schedule', async (context) => (await import('../commands/by-itself/schedule.ts')).scheduleList(context)),
    )
}

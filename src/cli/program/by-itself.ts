import type { Command } from 'commander'
import type { Choose } from './choose.ts'

/** The words and flags of what runs without anybody at the terminal. */
export function addByItself(program: Command, choose: Choose): void {
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
    .action((names) =>
      choose('schedule', async (context) =>
        (await import('../commands/by-itself/schedule.ts')).scheduleTick(context, { names }),
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

import type { NewFact } from '../../../shared/events/fact.ts';
import { ProblemError, problemOf } from '../../../shared/kit/result.ts';
import { whyText } from '../../../shared/text/why.ts';
import { connectors, createSupervisor, type FeedConfig } from '../../feeds/supervisor.ts';
import { feedsPath, readFeeds } from '../../host/savedFeeds.ts';
import { systemClock } from '../../host/systemClock.ts';
import { openWorkspace } from '../../session/workspace.ts';
import type { Command } from '../command.ts';
import { plainTable } from '../io.ts';

/** A damaged list of one line does not hide those of the others. */
async function saved(
  dataDir: string,
  log: (error: unknown) => void,
): Promise<{ line: string; feed: FeedConfig }[]> {
  const workspace = await openWorkspace(dataDir, { hostClock: systemClock, readOnly: true });
  const out: { line: string; feed: FeedConfig }[] = [];
  for (const { id } of workspace.lines()) {
    try {
      for (const feed of readFeeds(feedsPath(dataDir, id))) out.push({ line: id, feed });
    } catch (error) {
      log(error);
    }
  }
  await workspace.close();
  return out;
}

export const command: Command = {
  spec: {
    name: 'feed',
    positionals: 'list | kinds | check CONNECTOR --config JSON [--seconds N]',
    zh: '列出已设的数据源、连接器种类,或试连一个数据源(不写入日志)',
    en: 'list the feeds that are set up, the kinds there are, or try a feed out (nothing is written)',
    options: {
      config: { type: 'string', value: 'JSON', zh: '连接设置', en: 'settings of the connector' },
      seconds: {
        type: 'string',
        value: 'N',
        default: '10',
        zh: '试连多久',
        en: 'how long to listen',
      },
    },
  },
  async run({ io, dataDir, values, positionals }) {
    const [verb, kind] = positionals;
    if (verb === 'kinds') {
      io.result(
        connectors.map((c) => c.id),
        () => connectors.map((c) => c.id).join('\n'),
      );
      return 0;
    }
    if (verb === 'list') {
      const feeds = await saved(dataDir, (error) => io.log(io.text.problem(problemOf(error))));
      io.result(feeds, () =>
        feeds.length === 0
          ? io.text('cli.noFeeds')
          : plainTable(feeds.map((f) => [f.line, f.feed.connector, f.feed.name])),
      );
      return 0;
    }
    if (verb !== 'check' || kind === undefined)
      throw new ProblemError('cli.usage', { why: verb ?? 'feed' });
    const seconds = Number(values.seconds);
    if (!(seconds > 0 && seconds <= 3600))
      throw new ProblemError('cli.usage', { why: `--seconds ${values.seconds}` });
    let config: Record<string, unknown>;
    try {
      config = JSON.parse(String(values.config)) as Record<string, unknown>;
    } catch {
      throw new ProblemError('cli.usage', { why: '--config JSON' });
    }
    const kept: NewFact[] = [];
    const supervisor = createSupervisor({
      clock: systemClock,
      log: io.log,
      emit: async (facts) => {
        for (const fact of facts)
          if (fact.kind !== 'feed.state' && kept.length < 1000) kept.push(fact);
      },
    });
    supervisor.add({ connector: kind, name: kind, config });
    await new Promise<void>((done) => {
      const timer = setTimeout(done, seconds * 1000);
      io.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        done();
      });
    });
    const [info] = supervisor.list();
    await supervisor.stop();
    const { state, detail, accepted = 0, rejected = 0, lastErrors = [] } = info ?? {};
    io.result({ state, detail, accepted, rejected, lastErrors, facts: kept }, () =>
      [
        io.text('cli.feedChecked', {
          state: io.text(`panorama.feedState.${state}`),
          accepted,
          rejected,
        }),
        ...(detail ? [whyText(io.text, detail)] : []),
        ...lastErrors.map((e) => `  × ${whyText(io.text, e.why)}  ${e.raw.slice(0, 100)}`),
        ...kept.slice(0, 5).map((f) => `  ${JSON.stringify(f.body).slice(0, 160)}`),
      ].join('\n'),
    );
    return state === 'down' ? 1 : 0;
  },
};

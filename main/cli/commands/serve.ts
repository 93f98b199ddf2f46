import { ProblemError } from '../../../shared/kit/result.ts';
import { startHost } from '../../host/host.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  spec: {
    name: 'serve',
    positionals: '',
    zh: '启动主机,在本机回环地址提供界面',
    en: 'start the host and serve the window on the loopback address',
    options: {
      port: {
        type: 'string',
        value: 'N',
        zh: '端口,0 为任意空闲端口(默认 7420,被占用时另选)',
        en: 'port, 0 for any free one (default 7420, another one if taken)',
      },
      scenario: {
        type: 'string',
        value: 'ID|PATH',
        zh: '直接进入一个想定(编号或文件)',
        en: 'go straight into a scenario (id or file)',
      },
      rate: {
        type: 'string',
        value: '1…600',
        zh: '想定的倍速(默认由想定给出)',
        en: 'pace of the scenario (its own by default)',
      },
      open: { type: 'boolean', zh: '打开浏览器', en: 'open a browser' },
      'no-open': { type: 'boolean', zh: '不打开浏览器', en: 'do not open a browser' },
      token: {
        type: 'string',
        value: 'TEXT',
        zh: '固定口令,可重复使用(供脚本)',
        en: 'fixed, reusable token (for scripts)',
      },
    },
  },
  async run({ io, dataDir, values }) {
    const started = performance.now();
    const portGiven = values.port !== undefined;
    const port = portGiven ? Number(values.port) : 7420;
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new ProblemError('cli.usage', { why: `--port ${values.port}` });
    const rate = values.rate === undefined ? undefined : Number(values.rate);
    if (rate !== undefined && !(rate >= 1 && rate <= 600))
      throw new ProblemError('cli.usage', { why: `--rate ${values.rate}` });
    const host = await startHost({
      dataDir,
      port,
      anyPortIfTaken: !portGiven,
      locale: io.text.locale,
      token: typeof values.token === 'string' ? values.token : undefined,
      scenario: typeof values.scenario === 'string' ? values.scenario : undefined,
      rate,
      log: io.log,
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    io.result({ url: host.url, port: host.port, dataDir, startedInS: Number(seconds) }, () =>
      io.text('cli.serving', { url: host.url, seconds, dataDir }),
    );
    if (values.open === true && values['no-open'] !== true) {
      const { default: open } = await import('open');
      await open(host.url).catch(() => io.log(io.text('cli.noBrowser')));
    }
    if (process.stdin.isTTY) {
      io.say(io.text('cli.enterForLink'));
      process.stdin.on('data', () => io.say(host.link()));
    }
    const lost = await new Promise<boolean>((resolve) => {
      io.signal.addEventListener('abort', () => resolve(false), { once: true });
      // Ctrl-C while the host was still starting.
      if (io.signal.aborted) resolve(false);
      host.onFatal((problem) => {
        io.log(io.text.problem(problem));
        resolve(true);
      });
    });
    process.stdin.pause();
    io.log(io.text('cli.stopping'));
    await host.stop();
    io.log(io.text(lost ? 'host.journalLost' : 'cli.stopped'));
    return lost ? 1 : 0;
  },
};

import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { Provider } from 'react-redux';
import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../shared/contract/types.ts';
import type { Collections } from '../../shared/events/situation.ts';
import { createText } from '../../shared/text/index.ts';
import type { Api } from '../bridge/client.ts';
import { ApiContext, TextContext } from '../bridge/contexts.ts';
import { LiveContext } from '../live/hooks.ts';
import { LiveTables } from '../live/tables.ts';
import { createStore } from '../state/store.ts';
import { ActionsContext } from './actions.ts';
import { Banners, Watermark } from './Banners.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { endings } from './Jobs.tsx';
import { TopBar } from './TopBar.tsx';

type Incident = Collections['incidents'];

function show(
  node: ReactNode,
  opts: {
    locale?: 'zh' | 'en';
    line?: Partial<SessionInfo['line']>;
    clock?: Partial<SessionInfo['clock']>;
    incidents?: Record<string, Incident>;
    feeds?: unknown[];
    view?: 'known' | 'actual';
  } = {},
): string {
  const tables = new LiveTables(() => 0);
  tables.apply({ t: 'ping', hostNow: 0 });
  tables.apply({
    t: 'reset',
    seq: 1,
    session: {
      id: 's',
      line: {
        id: 'main',
        kind: 'main',
        mode: 'actual',
        name: '主线',
        createdAt: 0,
        facts: 0,
        ...opts.line,
      },
      clock: {
        mode: 'live',
        playing: true,
        rate: 1,
        anchorSim: Date.UTC(2015, 5, 24, 10, 57, 42),
        anchorHost: 0,
        ...opts.clock,
      },
      view: opts.view ?? 'known',
    },
  });
  tables.apply({
    t: 'delta',
    seq: 2,
    facts: 1,
    simNow: 0,
    up: {
      incidents: Object.entries(opts.incidents ?? {}).map(
        ([id, body]) => [id, body, [1, 1, 1], 'seat'] as const,
      ),
    },
  });
  if (opts.feeds) tables.apply({ t: 'feeds', feeds: opts.feeds });
  tables.setConnected(true);
  const text = createText(opts.locale ?? 'zh');
  return renderToString(
    <Provider store={createStore()}>
      <LiveContext value={tables}>
        <TextContext value={{ t: text.t, problem: text.problem, locale: opts.locale ?? 'zh' }}>
          <ApiContext value={{} as Api}>
            <ActionsContext value={{ run() {} }}>{node}</ActionsContext>
          </ApiContext>
        </TextContext>
      </LiveContext>
    </Provider>,
  ).replaceAll('<!-- -->', '');
}

const wushan: Incident = {
  title: '红岩子滑坡涌浪',
  place: '巫山大宁河左岸',
  hazard: 'landslide',
  level: 2,
  levelState: 'confirmed',
  reportedAt: Date.UTC(2015, 5, 24, 10, 40, 0),
};

describe('top bar', () => {
  it('says which incident, what level, how long since the report', () => {
    const html = show(<TopBar />, { incidents: { a: wushan } });
    expect(html).toContain('红岩子滑坡涌浪');
    expect(html).toContain('巫山大宁河左岸 · 滑坡');
    expect(html).toContain('Ⅱ 级 重大');
    expect(html).not.toContain('level-proposed');
    expect(html).toContain('T+00:17:42');
    expect(html).toContain('急时');
  });

  it('draws a proposed level hollow and says so in words', () => {
    const html = show(<TopBar />, {
      incidents: { a: { ...wushan, levelState: 'proposed' } },
    });
    expect(html).toContain('level-proposed');
    expect(html).toContain('>拟<');
  });

  it('shows no figure for what is not known', () => {
    const { level: _, levelState: __, reportedAt: ___, ...rest } = wushan;
    const html = show(<TopBar />, { incidents: { a: rest } });
    expect(html).toContain('未定级');
    expect(html).toContain('T+--:--:--');
    expect(html).not.toContain('T+00');
  });

  it('stands by without an incident', () => {
    const html = show(<TopBar />);
    expect(html).toContain('暂无事件');
    expect(html).toContain('平时');
    expect(html).not.toContain('T+');
  });

  it('speaks English throughout when told to', () => {
    const html = show(<TopBar />, {
      locale: 'en',
      incidents: { a: { ...wushan, title: 'Hongyanzi', place: 'Wushan' } },
      feeds: [{ state: 'up', lastRx: Date.UTC(2015, 5, 24, 10, 57, 34) }, { state: 'down' }],
    });
    expect(html).toContain('Level Ⅱ severe');
    expect(html).toContain('Feeds 1/2 up · slowest 8 s');
    expect(
      html.replace(/title="[^"]*"|aria-label="[^"]*"/g, '').match(/[\u4e00-\u9fff]+/g),
    ).toEqual(['中']);
  });

  it('marks an exercise by colour and words, and the real thing by neither', () => {
    const html = show(
      <>
        <TopBar />
        <Banners />
        <Watermark over="window" />
      </>,
      { line: { mode: 'exercise' } },
    );
    expect(html).toContain('mark-exercise');
    expect(html).toContain('演练 · 演练 · 演练');
    expect(html).toContain('data-testid="watermark"');
    const real = show(
      <>
        <TopBar />
        <Banners />
        <Watermark over="window" />
      </>,
    );
    expect(real).toContain('mark-actual');
    expect(real).not.toContain('watermark');
    expect(real).not.toContain('演练 · 演练');
  });

  it('says 复盘, whose knowledge, and the time shown while replaying', () => {
    const html = show(<Banners />, { clock: { mode: 'replay', playing: false } });
    expect(html).toContain('复盘回放 · 当时所知 · 2015-06-24 18:57:42');
    expect(html).toContain('实时画面已隐藏');
    const actual = show(<Banners />, { clock: { mode: 'replay' }, view: 'actual' });
    expect(actual).toContain('当时实况');
  });
});

describe('long work', () => {
  const job = { id: 'j', kind: 'terrainImport', title: 'N31E109', progress: 0.5 } as const;
  it('is told once when it ends, with its reason when it failed, and not when it was over before', () => {
    const running = { ...job, state: 'running' } as const;
    const failed = { ...job, state: 'failed', problem: { code: 'terrain.truncated' } } as const;
    expect(endings([running], [running])).toEqual([]);
    expect(endings([running], [failed])).toMatchObject([
      { tone: 'error', problem: { code: 'terrain.truncated' } },
    ]);
    expect(endings([failed], [failed])).toEqual([]);
    expect(endings([], [{ ...job, state: 'done' }])).toEqual([]);
    expect(endings([running], [{ ...job, state: 'done' }])).toMatchObject([{ tone: 'success' }]);
  });
});

describe('error boundary', () => {
  it('keeps the message and offers to reopen', () => {
    const error = new Error('boom');
    const boundary = new ErrorBoundary({
      children: 'inside',
      fallback: (e) => (e as Error).message,
    });
    expect(boundary.render()).toBe('inside');
    boundary.state = ErrorBoundary.getDerivedStateFromError(error);
    expect(boundary.render()).toBe('boom');
  });
});

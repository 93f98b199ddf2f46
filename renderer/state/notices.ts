import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { Problem } from '../../shared/kit/result.ts';

export type NoticeTone = 'error' | 'success' | 'info' | 'warning';

/** Something a person must be told: a problem of the catalogue, or words by their key. */
export interface Notice {
  readonly id: number;
  readonly tone: NoticeTone;
  /** Key of the heading. */
  readonly titleKey?: string | undefined;
  readonly key?: string | undefined;
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  readonly problem?: Problem | undefined;
  /** The same thing said again raises this instead of stacking up. */
  readonly times: number;
}

export interface NoticesState {
  readonly list: readonly Notice[];
  readonly nextId: number;
  /** Commands on their way to the host. */
  readonly busy: number;
}

const MAX = 6;
const initialState: NoticesState = { list: [], nextId: 1, busy: 0 };

const same = (a: Omit<Notice, 'id' | 'times'>, b: Notice) =>
  a.tone === b.tone &&
  a.titleKey === b.titleKey &&
  a.key === b.key &&
  JSON.stringify([a.params, a.problem]) === JSON.stringify([b.params, b.problem]);

const slice = createSlice({
  name: 'notices',
  initialState: initialState as NoticesState,
  reducers: {
    notified: (state, { payload }: PayloadAction<Omit<Notice, 'id' | 'times'>>) => {
      const again = state.list.find((n) => same(payload, n));
      if (again)
        return {
          ...state,
          list: state.list.map((n) => (n === again ? { ...n, times: n.times + 1 } : n)),
        };
      const list = [...state.list, { ...payload, id: state.nextId, times: 1 }].slice(-MAX);
      return { ...state, list, nextId: state.nextId + 1 };
    },
    dismissed: (state, { payload }: PayloadAction<number>) => ({
      ...state,
      list: state.list.filter((n) => n.id !== payload),
    }),
    busyStarted: (state) => ({ ...state, busy: state.busy + 1 }),
    busyEnded: (state) => ({ ...state, busy: Math.max(0, state.busy - 1) }),
  },
});

export const { notified, dismissed, busyStarted, busyEnded } = slice.actions;
export const noticesReducer = slice.reducer;

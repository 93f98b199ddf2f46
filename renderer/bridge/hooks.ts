import { useCallback, useContext } from 'react';
import type { Collections } from '../../shared/events/situation.ts';
import type { CommandKind, Payload } from '../../shared/events/vocabulary.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { useRecords, useSession } from '../live/hooks.ts';
import type { LiveRec } from '../live/tables.ts';
import type { GlobePort } from '../state/globePort.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { busyEnded, busyStarted, notified } from '../state/notices.ts';
import { commandDone } from '../state/undo.ts';
import { type Api, problemFrom } from './client.ts';
import { ApiContext, GlobeContext, TextContext, type TextFn, type WindowText } from './contexts.ts';

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`${name} is missing above this component`);
  return value;
}

/** The typed calls of the host. */
export function useApi(): Api {
  return present(useContext(ApiContext), 'ApiContext');
}

/** The globe, once it stands; undefined in a window without one and until it has started. */
export function useGlobe(): GlobePort | undefined {
  return useContext(GlobeContext);
}

/** Words for a key in the seat's language. */
export function useText(): TextFn {
  return present(useContext(TextContext), 'TextContext').t;
}

/** Words for a problem in the seat's language, and the language itself. */
export function useWindowText(): WindowText {
  return present(useContext(TextContext), 'TextContext');
}

/** Marks a failure that the person has already been told of. */
const told = new WeakSet<object>();
export const wasTold = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && told.has(error);

export const COMMAND_TIMEOUT_MS = 15_000;

export async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ProblemError('common.error.timeout', { seconds: Math.round(ms / 1000) })),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs any call of the host with progress and, on failure, a message in the user's language. The promise then
 * rejects too (ProblemError), so that a form keeps what was typed; an ignored rejection is not reported again.
 */
export function useCall(): <T>(
  work: () => Promise<T>,
  opts?: { readonly titleKey?: string; readonly timeoutMs?: number },
) => Promise<T> {
  const dispatch = useAppDispatch();
  return useCallback(
    async (work, opts) => {
      dispatch(busyStarted());
      try {
        return await withTimeout(work(), opts?.timeoutMs ?? COMMAND_TIMEOUT_MS);
      } catch (error) {
        const problem = problemFrom(error);
        dispatch(
          notified({ tone: 'error', titleKey: opts?.titleKey ?? 'common.toast.failed', problem }),
        );
        const failure = new ProblemError(problem.code, problem.params, error);
        told.add(failure);
        throw failure;
      } finally {
        dispatch(busyEnded());
      }
    },
    [dispatch],
  );
}

export interface CommandOptions {
  /** When it was true in the world, where that is not now. */
  readonly at?: number | undefined;
  /** seq of the fact that led to this one. */
  readonly cause?: number | undefined;
  /** Say "saved" when the host has it; for forms whose result is not seen at once. */
  readonly confirm?: boolean | undefined;
}

/** Issues a command; resolves with its seq once it is durable, rejects after telling the person why not. */
export function useCommand(): <K extends CommandKind>(
  kind: K,
  body: Payload<K>,
  opts?: CommandOptions,
) => Promise<number> {
  const api = useApi();
  const call = useCall();
  const dispatch = useAppDispatch();
  return useCallback(
    async (kind, body, opts) => {
      const { seq } = await call(() =>
        api.command.mutate({
          kind,
          body: body as Record<string, unknown>,
          ...(opts?.at === undefined ? {} : { at: opts.at }),
          ...(opts?.cause === undefined ? {} : { cause: opts.cause }),
        }),
      );
      dispatch(commandDone());
      if (opts?.confirm)
        dispatch(
          notified({
            tone: 'success',
            titleKey: 'common.toast.saved',
            key: `common.command.${kind}`,
          }),
        );
      return seq;
    },
    [api, call, dispatch],
  );
}

export type IncidentRec = LiveRec<Collections['incidents']>;

/** The incident this seat works on: the chosen one, else the only one open, else the newest open one. */
export function activeIncident(
  incidents: readonly IncidentRec[],
  chosen: string | undefined,
): IncidentRec | undefined {
  const picked = incidents.find((i) => i.id === chosen);
  if (picked) return picked;
  const open = incidents.filter((i) => !i.body.closed);
  const pool = open.length > 0 ? open : incidents;
  return [...pool].sort(
    (a, b) =>
      (b.body.reportedAt ?? b.body.occurredAt ?? 0) - (a.body.reportedAt ?? a.body.occurredAt ?? 0),
  )[0];
}

export function useActiveIncident(): IncidentRec | undefined {
  const incidents = useRecords('incidents');
  const chosen = useAppSelector((s) => s.ui.incidentId);
  return activeIncident(incidents, chosen);
}

/** Nothing may be changed from here: a replay, the wall, or no session yet. */
export function useReadOnly(): boolean {
  const session = useSession();
  const wall = useAppSelector((s) => s.ui.wall || s.ui.settings.seatRole === 'wall');
  return wall || session === undefined || session.clock.mode === 'replay';
}

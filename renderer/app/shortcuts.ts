import { type Workspace, workspaces } from '../state/ui.ts';
import type { ActionId } from './actions.ts';

export type Shortcut =
  | { readonly action: ActionId; readonly amount?: number }
  | { readonly workspace: Workspace };

export interface KeyLike {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where the key was pressed: a text field keeps its own keys, a button keeps space and Enter. */
export type Focus = 'text' | 'control' | 'free';

/** What a key means to the window, or undefined when it is not ours. Replay keys are ours only while replaying. */
export function shortcutFor(e: KeyLike, focus: Focus, replaying: boolean): Shortcut | undefined {
  const ctrl = e.ctrlKey || e.metaKey;
  const digit = /^(?:Digit|Numpad)([1-5])$/.exec(e.code)?.[1];
  if (digit !== undefined && !e.shiftKey && ctrl !== e.altKey)
    return { workspace: workspaces[Number(digit) - 1] as Workspace };
  if (ctrl && !e.altKey) {
    const key = e.key.toLowerCase();
    if (key === 'k' && !e.shiftKey) return { action: 'palette' };
    if (focus === 'text') return undefined;
    if (key === 'z') return { action: e.shiftKey ? 'redo' : 'undo' };
    if (key === 'y' && !e.shiftKey) return { action: 'redo' };
    return undefined;
  }
  if (e.altKey) return undefined;
  if (e.key === 'Escape') return { action: 'escape' };
  if (focus === 'text') return undefined;
  if (e.key === '?') return { action: 'help' };
  if (!replaying) return undefined;
  if (e.key.toLowerCase() === 'l') return { action: 'toLive' };
  if (focus === 'control') return undefined;
  if (e.code === 'Space') return { action: 'playPause' };
  const amount = e.shiftKey ? 10 : 1;
  if (e.key === 'ArrowLeft') return { action: 'stepBack', amount };
  if (e.key === 'ArrowRight') return { action: 'stepForward', amount };
  if (e.key === 'Home') return { action: 'toStart' };
  if (e.key === 'End') return { action: 'toEnd' };
  return undefined;
}

export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return 'free';
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement &&
      !['checkbox', 'radio', 'button', 'range'].includes(target.type))
  )
    return 'text';
  return target.closest('button, a, input, [role="slider"], [role="tab"], [role="menuitem"]')
    ? 'control'
    : 'free';
}

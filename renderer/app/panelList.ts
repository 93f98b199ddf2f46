import type { ComponentType } from 'react';
import * as registry from '../panels/index.ts';
import type { PanelLike } from './layouts.ts';

export interface PanelDef extends PanelLike {
  readonly titleKey: string;
  readonly load: () => Promise<{ default: ComponentType }>;
  readonly roles?: readonly string[];
}

const all = (registry as { readonly panels?: readonly PanelDef[] }).panels ?? [];

/** Panels that a role may open. A panel that names no roles is for everybody. */
export function panelsFor(role: string): readonly PanelDef[] {
  return all.filter((p) => p.roles === undefined || p.roles.includes(role));
}

export function panelById(id: string): PanelDef | undefined {
  return all.find((p) => p.id === id);
}

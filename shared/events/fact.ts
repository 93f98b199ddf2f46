import type { FactKind, Payload } from './vocabulary.ts';

/**
 * Something that happened. `at`: when it was true in the world; `rx`: when we learnt it (never decreases
 * along a line); `seq`: its place in the line's journal, counted from 1 without gaps. All times UTC ms.
 */
export interface Fact<K extends FactKind = FactKind> {
  readonly seq: number;
  readonly at: number;
  readonly rx: number;
  readonly kind: K;
  readonly v: number;
  /** Where it comes from: "feed:mqtt", "seat:标绘席", "scenario:wushan-2015#12", "host". */
  readonly source: string;
  /** Who did it, where a person or a role did. */
  readonly actor?: string;
  /** seq of the fact that led to this one. */
  readonly cause?: number;
  readonly body: Payload<K>;
}

/** A fact before the journal gave it its place. */
export interface NewFact<K extends FactKind = FactKind> {
  readonly at: number;
  readonly kind: K;
  readonly source: string;
  readonly actor?: string;
  readonly cause?: number;
  readonly body: Payload<K>;
}

/** Narrowing helper: keeps kind and body together where TypeScript would lose the tie. */
export function newFact<K extends FactKind>(fact: NewFact<K>): NewFact<K> {
  return fact;
}

export function isKind<K extends FactKind>(fact: Fact, kind: K): fact is Fact<K> {
  return (fact.kind as string) === kind;
}

/** The version that this program writes. Older versions are lifted by upcast.ts, newer ones are refused. */
export const FACT_VERSION = 1;

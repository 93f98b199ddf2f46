export { type Committed, Journal, type JournalOptions } from './journal.ts';
export type { JournalState } from './journalFile.ts';
export { readJson, writeJson } from './jsonFile.ts';
export { lockWorkspace, type WorkspaceLock } from './lock.ts';
export { Reader, type SeriesPoint } from './reader.ts';
export type { FactQuery, Segment } from './segments.ts';
export { Snapshots } from './snapshots.ts';
export { forkGenesis, type LineReport, type VerifyReport, verify } from './verify.ts';

export { Line } from './line.ts';
export {
  createSession,
  type Session,
  type SessionOptions,
  type SituationChange,
} from './session.ts';
export type { ClockPosition, LineKind, LineMeta, LineStats, SessionState, View } from './types.ts';
export { type NewLine, openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

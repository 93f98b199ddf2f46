import type { LineInfo } from '../../shared/contract/types.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { LevelRow } from '../../shared/plan/levels.ts';
import type { Text } from '../../shared/text/index.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { JobPool } from '../jobs/index.ts';
import type { PanoramaTerrain, Renderer } from '../panorama/index.ts';
import type { Line } from '../session/line.ts';
import type { WaterLevels } from '../terrain/terrain.ts';
import type { HostTerrain } from '../terrain/thread.ts';
import type { BlobStore } from './blobs.ts';
import type { JobBoard } from './jobBoard.ts';
import type { Places } from './places.ts';

/** What every line of a host shares. */
export interface HostServices {
  readonly hostClock: Clock;
  readonly monotonic: () => number;
  readonly text: Text;
  readonly log: (line: string) => void;
  readonly blobs: BlobStore;
  readonly jobs: JobBoard;
  readonly terrain: HostTerrain;
  readonly places: Places;
  /** Figures and bounds from which a level is proposed. */
  readonly levels: readonly LevelRow[];
  /** The terrain of a line's panorama; without levels no water is shown. */
  panoramaTerrain(levels?: () => WaterLevels | undefined): PanoramaTerrain;
  readonly renderer: Renderer;
  readonly pool: JobPool;
  lineInfo(line: Line): LineInfo;
  terrainKind(at?: LonLat): 'imported' | 'schematic' | 'mixed';
  saveFeeds(lineId: string, configs: readonly unknown[]): Promise<void>;
}

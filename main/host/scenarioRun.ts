import type { RateClock } from '../../shared/time/clock.ts';
import type { ScenarioPack } from '../scenario/pack.ts';
import { type Player, type Stage, startPlayer } from '../scenario/player.ts';

/** How often a running scenario looks at the clock, ms. */
const BEAT_MS = 50;

/** A scenario that plays into a line at the pace of the line's clock. */
export class ScenarioRun {
  readonly pack: ScenarioPack;
  private readonly clock: RateClock;
  private readonly player: Player;
  private readonly changed: () => void;
  private readonly failed: (error: unknown) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private finished: boolean;
  private told = -1;

  static async start(
    pack: ScenarioPack,
    clock: RateClock,
    stage: Stage,
    from: number | undefined,
    changed: () => void,
  ): Promise<ScenarioRun> {
    const player = await startPlayer(pack, stage, from);
    const run = new ScenarioRun(pack, clock, player, changed, (error) =>
      stage.log(`scenario ${pack.id}: ${error}`),
    );
    void run.beat();
    return run;
  }

  private constructor(
    pack: ScenarioPack,
    clock: RateClock,
    player: Player,
    changed: () => void,
    failed: (error: unknown) => void,
  ) {
    this.failed = failed;
    this.pack = pack;
    this.clock = clock;
    this.player = player;
    this.changed = changed;
    this.finished = player.next() === undefined && clock.now() >= pack.end;
  }

  get ended(): boolean {
    return this.finished;
  }

  get progress(): number {
    return this.player.progress();
  }

  private async beat(): Promise<void> {
    if (this.stopped) return;
    if (this.clock.state.playing) {
      const now = this.clock.now();
      try {
        await this.player.playTo(now);
      } catch (error) {
        // One event that could not be given out must not end the program; the next beat goes on with the rest.
        this.failed(error);
      }
      if (!this.finished && this.player.next() === undefined && now >= this.pack.end) {
        // Nothing more will come: the clock waits for a person.
        this.finished = true;
        this.clock.change({ playing: false });
        this.changed();
      }
      const percent = Math.floor(this.progress * 100);
      if (percent !== this.told) {
        this.told = percent;
        this.changed();
      }
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.beat(), BEAT_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.player.stop();
  }
}

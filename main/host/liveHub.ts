import type { WebSocket } from 'ws';
import type { CollectionName } from '../../shared/events/situation.ts';
import { LiveSender, type LiveView } from './liveSender.ts';

/** The seats that look at one session. Every change of its situation goes to each seat's own sender. */
export class LiveHub {
  private readonly senders = new Set<LiveSender>();
  private readonly hostNow: () => number;
  view: LiveView;

  constructor(view: LiveView, hostNow: () => number) {
    this.view = view;
    this.hostNow = hostNow;
    this.watch();
  }

  /** The session shows another situation object (a seek, a jump): all seats start over. */
  replace(view: LiveView): void {
    this.view.situation.onChange = undefined;
    this.view = view;
    this.watch();
    for (const sender of this.senders) sender.reset(view);
  }

  private watch(): void {
    this.view.situation.onChange = (collection: CollectionName, id: string) => {
      for (const sender of this.senders) sender.changed(collection, id);
    };
  }

  open(socket: WebSocket): LiveSender {
    const sender = new LiveSender(socket, this.view, this.hostNow);
    this.join(sender);
    socket.on('close', () => this.senders.delete(sender));
    return sender;
  }

  join(sender: LiveSender): void {
    this.senders.add(sender);
    sender.reset(this.view);
  }

  leave(sender: LiveSender): void {
    this.senders.delete(sender);
  }

  sessionChanged(): void {
    for (const sender of this.senders) sender.session();
  }

  get size(): number {
    return this.senders.size;
  }
}

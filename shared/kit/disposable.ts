/** Something that must be released. Register it at once where it is created. */
export interface Disposable {
  dispose(): void;
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
}

/** Releases its members in reverse order; a member added after release is released at once. */
export class DisposableStore implements Disposable {
  private readonly members: Disposable[] = [];
  private released = false;

  add<T extends Disposable>(member: T): T {
    if (this.released) member.dispose();
    else this.members.push(member);
    return member;
  }

  dispose(): void {
    if (this.released) return;
    this.released = true;
    for (const member of this.members.reverse()) member.dispose();
    this.members.length = 0;
  }
}

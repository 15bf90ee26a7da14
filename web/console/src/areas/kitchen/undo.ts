/**
 * A bump is held back for three seconds, in which it can be taken back, and only then sent. Sent at once and recalled
 * it would already have told the diner that the meal is ready. A page that dies meanwhile loses only the bump: the
 * ticket stays on the board.
 */
import { shallowReactive } from 'vue';

export const UNDO_MS = 3_000;

export type Held = 'held' | 'sending';

export class UndoBox {
  /** What became of each bump that is under way, by ticket. */
  readonly held = shallowReactive(new Map<string, Held>());
  private readonly waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; send: () => Promise<unknown> }>();

  constructor(private readonly failed: (error: unknown, id: string) => void) {}

  hold(id: string, send: () => Promise<unknown>): void {
    if (this.held.has(id)) return;
    this.held.set(id, 'held');
    this.waiting.set(id, { timer: setTimeout(() => void this.send(id), UNDO_MS), send });
  }

  /** True when it was still in time. */
  undo(id: string): boolean {
    const waiting = this.waiting.get(id);
    if (!waiting) return false;
    clearTimeout(waiting.timer);
    this.waiting.delete(id);
    this.held.delete(id);
    return true;
  }

  /** The bump that would be undone by a key: the latest. */
  get latest(): string | undefined {
    return [...this.waiting.keys()].at(-1);
  }

  /** The page is about to go: send what is held. */
  flush(): void {
    for (const id of [...this.waiting.keys()]) void this.send(id);
  }

  private async send(id: string): Promise<void> {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.waiting.delete(id);
    this.held.set(id, 'sending');
    try {
      await waiting.send();
    } catch (error) {
      this.failed(error, id);
    } finally {
      this.held.delete(id);
    }
  }
}

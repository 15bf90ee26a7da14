/** Which failure is to be told as shown: each once, and only while the page is before the customer's eyes. */
export class ShownOnce {
  private told = new Set<string>();
  private isAway = false;

  /** The failure to tell of now; null when there is none, or nobody looks, or it was told. */
  next(id: string | null): string | null {
    if (!id || this.isAway || this.told.has(id)) return null;
    this.told.add(id);
    return id;
  }

  /** The server did not hear it: it is told again when the page looks next. */
  forget(id: string): void {
    this.told.delete(id);
  }

  leave(): void {
    this.isAway = true;
  }

  comeBack(): void {
    this.isAway = false;
  }
}

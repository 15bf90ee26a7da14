/** The key of one intention: made when a dialog opens, the same for every press and retry within it. */
export function newIntention(): string {
  // randomUUID is missing on plain-http LAN addresses; random values are not.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

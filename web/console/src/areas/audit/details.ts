/** What was asked, as the audit keeps it: JSON text without secrets, here as a line to read. */
export function detailsOf(words: string): string {
  try {
    const asked = JSON.parse(words) as Record<string, unknown>;
    const parts = Object.entries(asked).map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
    return parts.join(' · ') || '—';
  } catch {
    return words || '—';
  }
}

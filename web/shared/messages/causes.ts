/** A cause the server named, in the reader's language; the table is the kernel's own (tools/openapi.py writes it). */
import type { Locale } from "../i18n";
import { CAUSES, type Cause, type CauseAction, type CauseWords } from "./cause-table";

export type { Cause, CauseAction, CauseWords };
export { CAUSES };

/** The words and the action for a cause the server named; one it has only just learnt reads as still asking. */
export function causeIn(locale: Locale, cause: string): CauseWords & { action: CauseAction } {
  const found = CAUSES[cause as Cause] ?? CAUSES["still-asking"];
  return { action: found.action, ...found[locale] };
}

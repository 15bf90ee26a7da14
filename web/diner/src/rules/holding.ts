/** What a page makes of money that is to be held. */
import type { GuaranteeView, PreauthView } from "../../../shared/types";

const AGREEABLE = ["REQUESTED", "PENDING", "UNKNOWN"];

/** The hold that the customer may still agree to. */
export function agreeable(holds: PreauthView[]): PreauthView | null {
  return [...holds].reverse().find(({ state }) => AGREEABLE.includes(state)) ?? null;
}

/** The last one came to nothing, for certain. */
export function hasFailed(holds: PreauthView[]): boolean {
  return ["FAILED", "CLOSED"].includes(holds.at(-1)?.state ?? "");
}

/** Opened by the payment app over this page, rather than by a code. */
export function isHeldInApp(hold: PreauthView): boolean {
  return hold.parameters?.businessType !== undefined;
}

/** The consent and the reasons in the reader's language. */
export function guaranteeWords(guarantee: GuaranteeView, locale: string): { reasons: string[]; consent: string } {
  const isEnglish = locale === "en";
  return {
    reasons: isEnglish ? guarantee.reasons_en : guarantee.reasons,
    consent: isEnglish ? guarantee.consent.words_en : guarantee.consent.words,
  };
}

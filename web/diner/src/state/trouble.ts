/** Why something could not be done, in the reader's language. */
import { Refused } from "../api/http";
import { locale, t } from "./locale";

export function wordsOf(error: unknown): string {
  if (!(error instanceof Refused)) return t("trouble.silence");
  return locale.value === "en" ? error.problem.title : error.problem.title_zh;
}

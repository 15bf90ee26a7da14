import { ref } from "vue";
import { localeFor, nameIn, translator, type Locale, type SlotValues } from "../../../shared/i18n";
import { en } from "../messages/en";
import { zh } from "../messages/zh";
import { platform } from "../platform";
import { readSaved, save } from "./saved";

const translate = translator(zh, en);
const known = readSaved<Locale>("locale");

export const locale = ref<Locale>(known === "en" || known === "zh-CN" ? known : localeFor("zh-CN"));
platform.useLanguage(locale.value);

export type MessageKey = keyof typeof zh;

/** A message in the reader's language; reading it in a template follows the language. */
export function t<K extends MessageKey>(key: K, ...values: SlotValues<(typeof zh)[K]>): string {
  return translate(locale.value, key, ...values);
}

/** The word for a code of the server, or the code itself when it is newer than this app. */
export function word(group: string, code: string): string {
  const table: Record<string, string> = locale.value === "en" ? en : zh;
  return table[`${group}.${code}`] ?? code;
}

export function named(thing: { name: string; name_en?: string | null }): string {
  return nameIn(locale.value, thing);
}

/** A sentence of the server's in the reader's language. */
export function nameWords(words: { zh: string; en: string }): string {
  return locale.value === "en" ? words.en : words.zh;
}

export function switchLocale(): void {
  locale.value = locale.value === "en" ? "zh-CN" : "en";
  save("locale", locale.value);
  platform.useLanguage(locale.value);
}

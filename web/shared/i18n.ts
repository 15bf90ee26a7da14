/**
 * Message tables. A table is a `const` object of key → text with `{slot}`s; the Chinese one gives the keys and the
 * slots, and the compiler refuses an English table that lacks a key and a call that lacks a slot.
 *
 *     const zh = { "cart.total": "合计 {amount}" } as const;
 *     const en: TableLike<typeof zh> = { "cart.total": "Total {amount}" };
 *     const translate = translator(zh, en);
 *     translate("en", "cart.total", { amount: "¥12.50" });
 */

export type Locale = "zh-CN" | "en";
export const LOCALES: readonly Locale[] = ["zh-CN", "en"];
export const DEFAULT_LOCALE: Locale = "zh-CN";

export type TableLike<T> = { readonly [K in keyof T]: string };

/** The names between braces in a text. */
export type Slots<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never;

/** No second argument where the text has no slot. */
export type SlotValues<S> = [Slots<S>] extends [never] ? [] : [values: Record<Slots<S>, string | number>];

export type Translate<T> = <K extends keyof T & string>(locale: Locale, key: K, ...values: SlotValues<T[K]>) => string;

export function translator<T extends Record<string, string>>(zh: T, en: TableLike<T>): Translate<T> {
  return (locale, key, ...values) => fill((locale === "en" ? en : zh)[key], values[0] ?? {});
}

/** Put the values into a text's slots; a slot without a value stays visible, so that it is noticed. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => (name in values ? String(values[name]) : slot));
}

/** The locale that fits what the device prefers (`navigator.language` and its like). */
export function localeFor(preferred: string | undefined): Locale {
  return preferred !== undefined && /^en\b/i.test(preferred) ? "en" : DEFAULT_LOCALE;
}

/** A name in the reader's language; English falls back to Chinese where the shop gave none. */
export function nameIn(locale: Locale, named: { name: string; name_en?: string | null }): string {
  return locale === "en" && named.name_en ? named.name_en : named.name;
}

/** The slots of a text at run time, for the test that both languages carry the same ones. */
export function slotsOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort();
}

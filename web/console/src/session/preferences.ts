/** What a person set on this machine: language, light or dark, sound. */
import { LOCALES, localeFor, type Locale } from '@shared/i18n';
import { reactive, ref, watch } from 'vue';

export type Theme = 'auto' | 'light' | 'dark';

export interface Preferences {
  locale: Locale;
  theme: Theme;
  hasSound: boolean;
  hasVoice: boolean;
  volume: number;
}

const PLACE = 'wendan.preferences';

function load(): Preferences {
  const fresh: Preferences = {
    locale: localeFor(navigator.language),
    theme: 'auto',
    hasSound: true,
    hasVoice: true,
    volume: 0.8,
  };
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Preferences>;
    const known = { ...fresh, ...kept };
    return LOCALES.includes(known.locale) ? known : { ...known, locale: fresh.locale };
  } catch {
    return fresh;
  }
}

export const preferences = reactive(load());

/** What is shown now, for what is painted on a canvas. */
export const isDark = ref(false);

const night = window.matchMedia('(prefers-color-scheme: dark)');

/** The classes on <html>: ours decide the tokens, `dark` is what Element Plus looks for. */
export function applyTheme(): void {
  show(preferences.theme === 'dark' || (preferences.theme === 'auto' && night.matches));
}

function show(dark: boolean): void {
  isDark.value = dark;
  const { classList } = document.documentElement;
  classList.toggle('dark', isDark.value);
  classList.toggle('theme-dark', isDark.value);
  classList.toggle('theme-light', !isDark.value);
}

const DRAWN_WITHIN_MS = 400;

/** Paper is white: while something is printed, the page and what is painted on it are light. */
export async function printInLight(): Promise<void> {
  show(false);
  await new Promise((resolve) => setTimeout(resolve, DRAWN_WITHIN_MS));
  window.print();
  applyTheme();
}

export function startPreferences(): void {
  night.addEventListener('change', applyTheme);
  watch(
    preferences,
    () => {
      localStorage.setItem(PLACE, JSON.stringify(preferences));
      document.documentElement.lang = preferences.locale;
      applyTheme();
    },
    { immediate: true },
  );
}

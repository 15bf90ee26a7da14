/** Says what must not be missed, with a tone and in words, again and again until a person says that they heard it. */
import { reactive } from 'vue';
import { preferences } from '@/session/preferences';

const AGAIN_MS = 7_000;
const MOST_PENDING = 50;
const SPOKEN_AT_ONCE = 3;

interface Announcement {
  id: string;
  text: string;
  /** A person at this page has heard it. */
  heard?: () => void;
}

export const announcing = reactive({ isEnabled: false, pending: [] as Announcement[] });

let audio: AudioContext | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

/** Two short tones, high enough to cut through a kitchen. */
function beep(): void {
  if (!audio || !preferences.hasSound) return;
  for (const [start, pitch] of [[0, 880], [0.22, 1175]] as const) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    const at = audio.currentTime + start;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(Math.max(0.01, preferences.volume), at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.2);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.21);
  }
}

function speak(text: string): void {
  if (!preferences.hasVoice || !('speechSynthesis' in window)) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = preferences.locale;
  words.volume = preferences.volume;
  // What was not said yet is said again anyway; a growing queue would talk about the past.
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

function round(): void {
  if (announcing.pending.length === 0 || !announcing.isEnabled) return;
  beep();
  speak(announcing.pending.slice(0, SPOKEN_AT_ONCE).map((one) => one.text).join('，'));
}

function keepTime(): void {
  if (announcing.pending.length > 0) {
    timer ??= setInterval(round, AGAIN_MS);
  } else {
    clearInterval(timer);
    timer = undefined;
    if ('speechSynthesis' in window) speechSynthesis.cancel();
  }
}

export const announcer = {
  /** Browsers stay silent until a person touches the page; call this from a tap or a key. */
  async enable(): Promise<void> {
    audio ??= new AudioContext();
    await audio.resume();
    announcing.isEnabled = true;
  },

  sayOnce(text: string): void {
    beep();
    speak(text);
  },

  /** Repeated until acknowledged; the same id is announced once. */
  announce(id: string, text: string, heard?: () => void): void {
    if (announcing.pending.some((one) => one.id === id)) return;
    announcing.pending.push({ id, text, heard });
    if (announcing.pending.length > MOST_PENDING) announcing.pending.shift();
    if (announcing.pending.length === 1) round();
    keepTime();
  },

  /** Heard: one of them, or all. */
  acknowledge(id?: string): void {
    const heard = announcing.pending.filter((one) => id === undefined || one.id === id);
    announcing.pending = announcing.pending.filter((one) => !heard.includes(one));
    keepTime();
    for (const one of heard) one.heard?.();
  },

  /** No longer worth saying, although nobody heard it. */
  withdraw(id: string): void {
    announcing.pending = announcing.pending.filter((one) => one.id !== id);
    keepTime();
  },
};

/** `A012` as it is called out: letter and digits one by one. */
export function spelled(pickup: string): string {
  return [...pickup].join(' ');
}

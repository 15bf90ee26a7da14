/** Whether a scanned pass is to be believed, decided without asking anybody (docs/explanation/passes.md). */
import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { PassKeys } from '@shared/types';

/** What a pass says. Times in seconds since 1970. */
export interface PassContent {
  store: string;
  order: string;
  fen: number;
  meal: string;
  iat: number;
  exp: number;
}

export type PassTrouble = 'forged' | 'over' | 'old-picture' | 'clock-is-off';
export type PassVerdict = { kind: 'good'; content: PassContent } | { kind: 'bad'; why: PassTrouble };

const CODE_LETTERS = 12;
const bad = (why: PassTrouble): PassVerdict => ({ kind: 'bad', why });

/** A pass has two parts more than an order's own code. */
export function isPass(shown: string): boolean {
  return shown.split('.').length === 5;
}

/** `nowMs` is the server's time as last heard. */
export function verifyPass(shown: string, keys: PassKeys, nowMs: number): PassVerdict {
  const [header, claims, signature, step, code] = shown.split('.') as [string, string, string, string, string];
  const signed = `${header}.${claims}`;
  const content = believed(signed, signature, claims, keys);
  if (!content || !/^\d{1,12}$/.test(step) || codeOf(`${signed}.${signature}`, step, keys) !== code) return bad('forged');
  const aside = Number(step) - Math.floor(nowMs / 1000 / keys.step_s);
  const slack = keys.step_s * keys.steps_aside;
  if (nowMs / 1000 >= content.exp + slack) return bad('over');
  if (nowMs / 1000 < content.iat - slack || aside > keys.steps_aside) return bad('clock-is-off');
  return aside < -keys.steps_aside ? bad('old-picture') : { kind: 'good', content };
}

function believed(signed: string, signature: string, claims: string, keys: PassKeys): PassContent | null {
  try {
    if (!ed25519.verify(bytesOf(signature), utf8ToBytes(signed), bytesOf(keys.public_key))) return null;
    const content = JSON.parse(new TextDecoder().decode(bytesOf(claims))) as PassContent;
    return content.store === keys.store_id.replaceAll('-', '') ? content : null;
  } catch {
    return null;
  }
}

/** The code of one step of time: made with the pass's own secret, which no picture holds. */
export function codeOf(pass: string, step: string, keys: PassKeys): string {
  const secret = hmac(sha256, bytesOf(keys.rotation_key), utf8ToBytes(pass));
  return textOf(hmac(sha256, secret, utf8ToBytes(step))).slice(0, CODE_LETTERS);
}

function bytesOf(text: string): Uint8Array {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

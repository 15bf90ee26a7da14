/** The list of ways to pay: what is shown of it, and what is tried next after one did not work. */
import type { MethodView } from "../../../shared/types";

export const SHOWN_AT_FIRST = 5;

export const isSame = (one: MethodView | null, other: MethodView | null) =>
  one?.channel === other?.channel && one?.method === other?.method;

const nameOf = (method: MethodView) => `${method.channel}/${method.method}`;

/**
 * A fresh list, in the order that is on the page already while nothing came or went: a row must not move away under a
 * finger. The reasons are the fresh ones.
 */
export function steadied(shown: MethodView[] | null, fresh: MethodView[]): MethodView[] {
  const byName = new Map(fresh.map((method) => [nameOf(method), method]));
  const isSameSet = shown?.length === fresh.length && shown.every((method) => byName.has(nameOf(method)));
  return isSameSet ? shown.map((method) => byName.get(nameOf(method))!) : fresh;
}

/** The first five, and how many more there are; all of them when only one would be hidden. */
export function firstOf(methods: MethodView[], isOpen: boolean): { shown: MethodView[]; more: number } {
  if (isOpen || methods.length <= SHOWN_AT_FIRST + 1) return { shown: methods, more: 0 };
  return { shown: methods.slice(0, SHOWN_AT_FIRST), more: methods.length - SHOWN_AT_FIRST };
}

/** After a failure: the best way by another channel, else by another method, else the same again. */
export function otherThan(tried: MethodView | null, methods: MethodView[]): MethodView | null {
  return methods.find(({ channel }) => channel !== tried?.channel) ?? methods.find((method) => !isSame(method, tried)) ?? methods[0] ?? null;
}

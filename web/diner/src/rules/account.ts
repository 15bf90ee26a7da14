/** A member's own accounts, as the page shows them. */
import type { AccountKind, AccountsView, MoveView, OrderView, StatementView } from "../../../shared/types";

/** The usual sums, in fen. */
const SUMS_FEN = [5000, 10_000, 20_000, 50_000, 100_000];

/** It buys value, or repays: no dishes, no kitchen, nothing to fetch. */
export const isValueOrder = ({ purpose }: Pick<OrderView, "purpose">) => purpose === "TOP_UP" || purpose === "REPAYMENT";

export function statementOf(view: AccountsView | null, kind: AccountKind): StatementView | null {
  return view?.accounts.find(({ account }) => account.kind === kind) ?? null;
}

/** What a top-up of this amount brings on top: the highest gift that is reached. */
export function giftOf(amountFen: number, gifts: AccountsView["gifts"]): number {
  const reached = gifts.filter(({ from_fen }) => from_fen <= amountFen);
  return reached.reduce((best, gift) => (gift.from_fen >= best.from_fen ? gift : best), { from_fen: 0, gift_fen: 0 }).gift_fen;
}

/** The sums offered at a tap: where a gift begins, and the usual ones, within what may be topped up. */
export function sumsOf(view: Pick<AccountsView, "gifts" | "least_top_up_fen" | "most_top_up_fen">): number[] {
  const sums = new Set([...view.gifts.map(({ from_fen }) => from_fen), ...SUMS_FEN]);
  return [...sums].filter((sum) => sum >= view.least_top_up_fen && sum <= view.most_top_up_fen).sort((a, b) => a - b).slice(0, 6);
}

/** Newest first; a number that was only closed moved nothing. */
export function shownMoves(moves: MoveView[]): MoveView[] {
  return moves.filter(({ kind }) => kind !== "CLOSED").sort((a, b) => (a.moved_at < b.moved_at ? 1 : -1));
}

/** What would be left of the account after paying this; null where it is not known. */
export function leftAfter(statement: StatementView | null, amountFen: number): number | null {
  return statement ? statement.account.available_fen - amountFen : null;
}

/** The diner's own accounts with a store's merchant. */
import { ref } from "vue";
import type { AccountsView } from "../../../shared/types";
import { readAccounts } from "../api/diner";
import { wordsOf } from "./trouble";

export function useAccounts() {
  const accounts = ref<AccountsView | null>(null);
  const accountTrouble = ref("");

  async function loadAccounts(storeId: string): Promise<void> {
    accountTrouble.value = "";
    try {
      accounts.value = await readAccounts(storeId);
    } catch (error) {
      accountTrouble.value = wordsOf(error);
    }
  }

  return { accounts, accountTrouble, loadAccounts };
}

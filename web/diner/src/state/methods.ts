/** The ways to pay an order, best first, as the server orders them. */
import { ref } from "vue";
import type { MethodView } from "../../../shared/types";
import { readMethods, type OrderPlace } from "../api/diner";
import { platform } from "../platform";
import { isShared } from "./place";
import { wordsOf } from "./trouble";

export function useMethods(placeOf: () => OrderPlace) {
  const methods = ref<MethodView[] | null>(null);
  const methodTrouble = ref("");

  async function loadMethods(): Promise<void> {
    methodTrouble.value = "";
    try {
      methods.value = (await readMethods(placeOf(), isShared.value ? "kiosk" : platform.client)).methods;
    } catch (error) {
      methodTrouble.value = wordsOf(error);
    }
  }

  return { methods, methodTrouble, loadMethods };
}

import { signOut } from "../api/session";
import { emptyCart } from "./cart";
import { forget } from "./saved";
import { ways } from "./ways";

/** The next customer of a kiosk begins with nothing of the last one's. Queued orders stay: they must still be sent. */
export function startOver(): void {
  emptyCart();
  signOut();
  forget("visited");
  ways.freshMenu();
}

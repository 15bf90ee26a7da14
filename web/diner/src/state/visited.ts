/** The stores whose orders this device asks for in the order list, the last one first. */
import { readSaved, save } from "./saved";

const MOST = 5;

export function visitedStores(): string[] {
  return readSaved<string[]>("visited") ?? [];
}

export function noteVisit(storeId: string): void {
  save("visited", [storeId, ...visitedStores().filter((each) => each !== storeId)].slice(0, MOST));
}

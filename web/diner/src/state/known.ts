/** Inside WeChat's browser the store's service account learns who the customer is, by way of WeChat's page that asks nothing. */
import { beginAuthorisation } from "../api/diner";
import { Refused } from "../api/http";
import { token, type WayThere } from "../api/session";
import { platform } from "../platform";
import { isShared } from "./place";
import { forget, readSaved, save } from "./saved";

/** A way that led nowhere is not gone again at once: the customer would never see the menu. */
const REST_MS = 10 * 60_000;

const asked = new Set<string>();
const underWay = new Map<string, Promise<boolean>>();

/** True when this page is left for WeChat's; it opens again where it was. */
export async function becomeKnown(storeId: string): Promise<boolean> {
  if (platform.client !== "wechat" || isShared.value) return false;
  // The page before may still wait for its answer, which leads back to that page: after it this one asks for itself.
  const before = underWay.get(storeId);
  if (before && (await before)) return true;
  if (asked.has(storeId)) return false;
  asked.add(storeId);
  const going = goThere(storeId).finally(() => underWay.delete(storeId));
  underWay.set(storeId, going);
  return going;
}

async function goThere(storeId: string): Promise<boolean> {
  // A code is good for minutes, and a menu may be read for longer: who comes back becomes known at once.
  if (platform.cameBack) await token().catch(() => null);
  const last = readSaved<WayThere>("authorising");
  if (last && Math.abs(platform.clocks.wall() - last.leftAt) < REST_MS) return false;
  const from = platform.whereabouts();
  const way = await beginAuthorisation(storeId).catch((error: unknown) => {
    // Nobody answered: the next page asks again.
    if (!(error instanceof Refused)) asked.delete(storeId);
    return null;
  });
  // Not offered here, known already, or no answer: all goes on as it is.
  if (!way?.address || !way.state) return false;
  save("authorising", { storeId, state: way.state, leftAt: platform.clocks.wall() } satisfies WayThere);
  if (platform.leaveFor(way.address, from)) return true;
  // The customer was quicker; the next page asks again.
  forget("authorising");
  asked.delete(storeId);
  return false;
}

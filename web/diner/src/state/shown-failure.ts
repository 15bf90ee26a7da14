/** Tells the server which failure the customer sees, so that no message follows; a page put away says so once it is back. */
import { onUnload } from "@dcloudio/uni-app";
import { watch } from "vue";
import { seeFailure, type OrderPlace } from "../api/diner";
import { platform } from "../platform";
import { ShownOnce } from "../rules/shown-once";

export function useShownFailure(failedId: () => string | null, placeOf: () => OrderPlace | null) {
  const shown = new ShownOnce();

  function tell(): void {
    const place = placeOf();
    const id = place && shown.next(failedId());
    if (place && id) void seeFailure(place, id).catch(() => shown.forget(id));
  }

  watch(failedId, tell);
  const stops = [
    platform.onLeave(() => shown.leave()),
    platform.onShow(() => {
      shown.comeBack();
      tell();
    }),
  ];
  onUnload(() => stops.forEach((stop) => stop()));
}

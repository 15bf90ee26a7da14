/** The one place where the two builds part. */
import type { Platform } from "./platform";
// #ifdef H5
import { h5 } from "./h5";
// #endif
// #ifdef MP-WEIXIN
import { miniProgram } from "./mini-program";
// #endif

let chosen: Platform | undefined;
// #ifdef H5
chosen = h5;
// #endif
// #ifdef MP-WEIXIN
chosen = miniProgram;
// #endif

// vue-tsc sees both branches above; each build has exactly one.
export const platform = chosen as Platform;
export type { Arrival, CameBack, PayHint } from "./platform";

/** Who the diner is: a token that is fetched when first needed and again when it is no longer taken. */
import type { SessionView } from "../../../shared/types";
import { platform, type CameBack } from "../platform";
import { forget, readSaved, save } from "../state/saved";
import { Refused, bodyOf, send, type Answer, type Ask } from "./http";

/** A way to WeChat's page that this browser began. */
export interface WayThere {
  storeId: string;
  state: string;
  leftAt: number;
}

let signingIn: Promise<string> | null = null;
let returning = platform.cameBack;

/** A token, from storage or by signing in. Raises Refused, Silence. */
export function token(): Promise<string> {
  const known = readSaved<SessionView>("session");
  if (known && !returning && !signingIn) return Promise.resolve(known.token);
  signingIn ??= (returning ? comeBack(returning) : signIn()).finally(() => (signingIn = null));
  return signingIn;
}

/** The token that is at hand without asking anybody. */
export function knownToken(): string | null {
  return readSaved<SessionView>("session")?.token ?? null;
}

/** Forget who it was: the next customer at a kiosk must not see the last one's orders. */
export function signOut(): void {
  forget("session");
}

/** A request of the diner's own; a token that is no longer taken is renewed once. */
export async function sendSigned(path: string, ask: Ask): Promise<Answer> {
  const first = await sendAsOneself(path, ask);
  if (first.status !== 401) return first;
  signOut();
  return sendAsOneself(path, ask);
}

async function sendAsOneself(path: string, ask: Ask): Promise<Answer> {
  const mine = await token();
  // What bears an id of ours is an order or its money: from now on it is somebody's.
  if (ask.key) forget("fresh");
  return send(path, { ...ask, token: mine });
}

/** From WeChat's page: the code becomes a session that knows the customer. What fails leaves them who they were. */
async function comeBack({ code, state }: CameBack): Promise<string> {
  returning = null;
  const known = readSaved<SessionView>("session");
  const way = readSaved<WayThere>("authorising");
  if (!known || way?.state !== state) return known?.token ?? signIn();
  const is_new = readSaved<string>("fresh") === known.diner_id;
  const path = `/api/diner/authorisations/${way.storeId}/return`;
  const answer = await send(path, { method: "POST", token: known.token, body: { code, state, is_new } });
  if (answer.status !== 201) return known.token;
  const session = bodyOf<SessionView>(answer);
  save("session", session);
  forget("authorising");
  return session.token;
}

async function signIn(): Promise<string> {
  const code = await platform.signInCode();
  const session = await openSession(code ? { code } : {});
  save("session", session);
  save("fresh", session.diner_id);
  return session.token;
}

async function openSession(body: { code?: string }): Promise<SessionView> {
  try {
    return bodyOf<SessionView>(await send("/api/diner/sessions", { method: "POST", body }));
  } catch (error) {
    // A store without sign-in by WeChat still takes orders from a diner without a name.
    const isAnonymousFine = error instanceof Refused && error.problem.code === "sign-in-is-not-offered";
    if (!isAnonymousFine || !body.code) throw error;
    return openSession({});
  }
}

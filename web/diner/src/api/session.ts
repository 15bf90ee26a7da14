/** Who the diner is: a token that is fetched when first needed and again when it is no longer taken. */
import type { SessionView } from "../../../shared/types";
import { platform } from "../platform";
import { forget, readSaved, save } from "../state/saved";
import { Refused, bodyOf, send, type Answer, type Ask } from "./http";

let signingIn: Promise<string> | null = null;

/** A token, from storage or by signing in. Raises Refused, Silence. */
export function token(): Promise<string> {
  const known = readSaved<SessionView>("session");
  if (known) return Promise.resolve(known.token);
  signingIn ??= signIn().finally(() => (signingIn = null));
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
  const first = await send(path, { ...ask, token: await token() });
  if (first.status !== 401) return first;
  signOut();
  return send(path, { ...ask, token: await token() });
}

async function signIn(): Promise<string> {
  const code = await platform.signInCode();
  const session = await openSession(code ? { code } : {});
  save("session", session);
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

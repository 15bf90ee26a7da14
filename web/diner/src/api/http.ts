/** One request: an answer, a refusal with its problem details, or silence. */
import type { Problem } from "../../../shared/types";
import { TIME_HEADER } from "../../../shared/server-clock";
import { platform } from "../platform";
import { clock } from "../state/clock";
import { heardServer, lostServer } from "../state/network";

const LIMIT_MS = 12_000;

type Headers = Record<string, string> | undefined;

/** The server said no, in words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.code);
  }
}

/** No answer, or none that means anything: whatever was asked may have happened. */
export class Silence extends Error {
  constructor(readonly retryAfterS?: number) {
    super("silence");
  }
}

export interface Answer {
  status: number;
  body: unknown;
  retryAfterS: number | undefined;
}

export interface Ask {
  method?: "GET" | "POST" | "PUT";
  body?: object;
  token?: string;
  key?: string;
}

/** The bare answer whatever its status; status 0 is silence. Hears the server's time in passing. */
export function send(path: string, ask: Ask): Promise<Answer> {
  const header: Record<string, string> = { Accept: "application/json" };
  if (ask.body) header["Content-Type"] = "application/json";
  if (ask.token) header.Authorization = `Bearer ${ask.token}`;
  if (ask.key) header["Idempotency-Key"] = ask.key;
  const askedAt = clock.mark();
  return new Promise((resolve) => {
    uni.request({
      url: platform.apiBase + path,
      method: ask.method ?? "GET",
      ...(ask.body ? { data: ask.body } : {}),
      header,
      timeout: LIMIT_MS,
      success: (told) => {
        heardServer();
        hearTime(told.header as Headers, askedAt);
        resolve({ status: told.statusCode, body: told.data, retryAfterS: retryAfter(told.header as Headers) });
      },
      fail: () => {
        lostServer();
        resolve({ status: 0, body: null, retryAfterS: undefined });
      },
    });
  });
}

/** The answer's body. Raises Refused, Silence. */
export function bodyOf<T>(answer: Answer): T {
  if (answer.status >= 200 && answer.status < 300) return answer.body as T;
  const told = answer.body as Partial<Problem> | null;
  const isWord = answer.status >= 400 && answer.status < 500 && typeof told?.code === "string";
  if (isWord) throw new Refused(answer.status, told as Problem);
  throw new Silence(answer.retryAfterS);
}

function hearTime(header: Headers, askedAt: number): void {
  const told = valueOf(header, TIME_HEADER);
  if (told) clock.hear(told, askedAt);
}

function retryAfter(header: Headers): number | undefined {
  const told = valueOf(header, "retry-after");
  const seconds = Number(told);
  return told && Number.isFinite(seconds) ? seconds : undefined;
}

/** Some platforms keep a header's letters as they came, some make them small. */
function valueOf(header: Headers, wanted: string): string | undefined {
  return Object.entries(header ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

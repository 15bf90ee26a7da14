/** The store's live line: resumes by its cursor, notices when it has gone deaf, never gives up. */
import type { StoreNews } from '@shared/types';
import { reactive } from 'vue';
import { deviceKey } from '@/session/device';
import { token } from '@/session/token';
import { clock } from './clock';

export interface LineState {
  state: 'connecting' | 'live' | 'down' | 'refused';
  /** When the server last said anything, by performance.now(); null before the first word. */
  heardAt: number | null;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** The server pings every 15 s; after this long without a word the line is dead, whatever the browser believes. */
const DEAF_AFTER_MS = 40_000;
const CHECK_MS = 5_000;
/** Longer away than this the server starts from the live tickets, and so do we. */
const LONGEST_AWAY_MS = 12 * 3600_000;

export class StoreSocket {
  readonly line = reactive<LineState>({ state: 'connecting', heardAt: null });
  private socket: WebSocket | null = null;
  private cursor: string | null = null;
  private pause = FIRST_PAUSE_MS;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly watch: ReturnType<typeof setInterval>;
  private isClosed = false;

  constructor(
    private readonly storeId: string,
    private readonly hear: (news: StoreNews) => void,
  ) {
    this.watch = setInterval(() => this.listenForSilence(), CHECK_MS);
    window.addEventListener('online', this.hurry);
    window.addEventListener('offline', this.cutOff);
    document.addEventListener('visibilitychange', this.hurry);
    this.open();
  }

  /** This screen has shown the ticket. False when the line is down: say it again later. */
  acknowledge(ticketId: string): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN || this.line.state !== 'live') return false;
    this.socket.send(JSON.stringify({ acknowledge: ticketId }));
    return true;
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.watch);
    clearTimeout(this.retry);
    window.removeEventListener('online', this.hurry);
    window.removeEventListener('offline', this.cutOff);
    document.removeEventListener('visibilitychange', this.hurry);
    this.socket?.close();
  }

  private readonly hurry = () => {
    if (document.visibilityState !== 'visible' || this.socket) return;
    clearTimeout(this.retry);
    this.open();
  };

  /** The machine lost its network: that is known now, not only when the next ping fails to come. */
  private readonly cutOff = () => {
    if (this.socket) this.drop(this.socket);
  };

  private open(): void {
    if (this.isClosed || this.socket) return;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/live/store`);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.firstWord()));
    socket.onmessage = (message) => this.take(String(message.data));
    socket.onclose = (end) => this.ended(socket, end.code);
  }

  private firstWord() {
    const away = this.line.heardAt === null ? 0 : performance.now() - this.line.heardAt;
    const cursor = away > LONGEST_AWAY_MS ? null : this.cursor;
    return { token: token.value, device: deviceKey.value, store_id: this.storeId, ...(cursor && { cursor }) };
  }

  private take(text: string): void {
    this.line.state = 'live';
    this.line.heardAt = performance.now();
    this.pause = FIRST_PAUSE_MS;
    const said = JSON.parse(text) as Partial<StoreNews> & { ping?: string };
    if (said.ping) clock.hear(said.ping);
    if (!said.tickets || !said.cursor || !said.server_time) return;
    this.cursor = said.cursor;
    clock.hear(said.server_time);
    this.hear(said as StoreNews);
  }

  private ended(socket: WebSocket, code: number): void {
    if (this.socket !== socket) return;
    this.socket = null;
    if (this.isClosed) return;
    this.line.state = code === 4401 || code === 4403 ? 'refused' : 'down';
    const wait = this.line.state === 'refused' ? LONGEST_PAUSE_MS : this.pause;
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
    this.retry = setTimeout(() => this.open(), wait);
  }

  private listenForSilence(): void {
    const heard = this.line.heardAt;
    if (!this.socket || heard === null || performance.now() - heard < DEAF_AFTER_MS) return;
    this.drop(this.socket);
  }

  private drop(socket: WebSocket): void {
    socket.close();
    // A half-open socket may take minutes to report its own end.
    this.ended(socket, 1006);
  }
}

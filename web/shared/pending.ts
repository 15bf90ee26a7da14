/**
 * The contract's shapes that pages use, by hand and under the contract's names, until api.ts is generated from
 * openapi.json; then only the imports change.
 */

export type Entry = "mini-program" | "h5" | "table" | "kiosk" | "tablet" | "pos";
export type ClientKind = "h5" | "wechat" | "mini-program" | "kiosk" | "pos";

export interface SessionView {
  token: string;
  diner_id: string;
  expires_at: string;
}

export interface OpeningHours {
  weekday: number;
  opens: string;
  closes: string;
}

export interface StoreCard {
  store_id: string;
  store_no: number;
  name: string;
  name_en: string;
  is_open: boolean;
  is_taking_orders: boolean;
  opening_hours: OpeningHours[];
}

export interface Choice {
  name: string;
  name_en: string;
  extra_fen: number;
}

export interface Specification {
  name: string;
  name_en: string;
  choices: Choice[];
  least: number;
  most: number;
}

export interface ItemView {
  id: string;
  name: string;
  name_en: string;
  price_fen: number;
  specifications: Specification[];
  available: number;
  is_listed: boolean;
  picture?: string | null;
  description?: string;
  description_en?: string;
  station?: string;
}

export interface CategoryView {
  id: string;
  name: string;
  name_en: string;
  items: ItemView[];
}

export interface StoreView {
  store_id: string;
  store_no: number;
  name: string;
  name_en: string;
  timezone: string;
  opening_hours: OpeningHours[];
  channels: string[];
  is_taking_orders: boolean;
  message_templates?: string[];
}

export interface MenuView {
  store: StoreView;
  is_open: boolean;
  categories: CategoryView[];
  server_time: string;
}

export interface OrderedLine {
  item_id: string;
  quantity: number;
  choices: Record<string, string[]>;
}

export interface PlaceOrder {
  store_id: string;
  entry: Entry;
  lines: OrderedLine[];
  table_no?: string;
  remark?: string;
  expected_total_fen?: number;
}

export type OrderState =
  | "AWAITING_PAYMENT"
  | "CLOSING"
  | "CONFIRMED"
  | "PREPARING"
  | "READY"
  | "COMPLETED"
  | "CLOSED"
  | "CANCELLED";

export interface OrderLine {
  line_no: number;
  item_id: string;
  name: string;
  choices: string[];
  unit_price_fen: number;
  quantity: number;
  amount_fen: number;
}

export interface OrderView {
  store_id: string;
  id: string;
  diner_id: string;
  entry: Entry;
  table_no: string | null;
  remark: string;
  state: OrderState;
  version: number;
  total_fen: number;
  placed_at: string;
  expires_at: string;
  confirmed_at: string | null;
  closed_at: string | null;
  pickup: string | null;
  lines: OrderLine[];
}

export type PaymentState = "CREATED" | "REQUESTED" | "PENDING" | "UNKNOWN" | "SUCCEEDED" | "FAILED" | "CLOSED";

export interface PaymentView {
  id: string;
  number: string;
  channel: string;
  method: string;
  state: PaymentState;
  fate: "NONE" | "KEPT" | "RETURNING" | "IN_CASE";
  parameters: Record<string, string> | null;
  amount_fen: number;
  expires_at: string;
  requested_at: string;
  paid_at: string | null;
  known_at: string | null;
  cause: string | null;
}

export interface RefundView {
  id: string;
  payment_id: string;
  number: string;
  amount_fen: number;
  reason: string;
  state: "CREATED" | "REQUESTED" | "PROCESSING" | "UNKNOWN" | "SUCCEEDED" | "FAILED";
  created_at: string;
  finished_at: string | null;
}

export interface EventView {
  event_no: number;
  kind: string;
  happened_at: string;
}

export interface FeedbackView {
  stars: number;
  words: string;
  given_at: string;
}

export interface OrderPage {
  order: OrderView;
  payments: PaymentView[];
  refunds: RefundView[];
  events: EventView[];
  server_time: string;
  is_first_payment?: boolean;
  ahead?: number | null;
  credential?: string | null;
  feedback?: FeedbackView | null;
}

export interface PayMethod {
  channel: string;
  method: string;
  name: string;
  name_en: string;
  reason: "usual" | "healthy" | "only-one" | null;
}

export interface MethodsView {
  methods: PayMethod[];
  server_time: string;
}

export interface Problem {
  type: string;
  title: string;
  title_zh: string;
  status: number;
  code: string;
  facts: Record<string, unknown>;
  detail?: string;
}

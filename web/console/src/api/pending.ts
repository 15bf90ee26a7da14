/** The HTTP contract's shapes, under the contract's names, until ../shared/api.ts is generated from the server. */

export type Entry = 'mini-program' | 'h5' | 'table' | 'kiosk' | 'tablet' | 'pos';
export type OrderState =
  | 'AWAITING_PAYMENT' | 'CLOSING' | 'CONFIRMED' | 'PREPARING' | 'READY' | 'COMPLETED' | 'CLOSED' | 'CANCELLED';
export type PaymentState =
  | 'CREATED' | 'REQUESTED' | 'PENDING' | 'UNKNOWN' | 'SUCCEEDED' | 'FAILED' | 'CLOSED';
export type RefundState = 'CREATED' | 'REQUESTED' | 'PROCESSING' | 'UNKNOWN' | 'SUCCEEDED' | 'FAILED';
export type TicketState = 'QUEUED' | 'PREPARING' | 'READY' | 'HANDED_OVER' | 'CANCELLED';
export type CaseType =
  | 'wrong-amount' | 'unknown-number' | 'contradiction' | 'refund-failed' | 'ticket-unseen' | 'promise-broken';
export type Role = 'hq' | 'manager' | 'cashier' | 'kitchen' | 'finance' | 'support' | 'auditor';
export type Right =
  | 'see-kitchen' | 'cook' | 'see-orders' | 'take-money' | 'refund' | 'see-cases' | 'decide-cases' | 'see-menu'
  | 'edit-menu' | 'stop-orders' | 'see-stores' | 'edit-store' | 'see-devices' | 'edit-devices' | 'see-dashboard' | 'open-stores'
  | 'edit-staff' | 'see-audit' | 'see-evidence' | 'see-promises' | 'see-feedback' | 'own-account';
export type DeviceKind = 'pos' | 'kds' | 'kiosk' | 'tablet' | 'printer' | 'scanner';

export interface Paid { channel: string; method: string; amount_fen: number }

export interface OrderLine {
  line_no: number; item_id: string; name: string; choices: string[];
  unit_price_fen: number; quantity: number; amount_fen: number;
}
export interface OrderView {
  store_id: string; id: string; entry: Entry; table_no: string | null; remark: string; state: OrderState;
  version: number; total_fen: number; placed_at: string; expires_at: string; confirmed_at: string | null;
  closed_at: string | null; pickup: string | null; lines: OrderLine[]; paid?: Paid | null;
}
export interface PaymentView {
  id: string; number: string; channel: string; method: string; state: PaymentState; fate: string;
  parameters: Record<string, string> | null; amount_fen: number; expires_at: string; requested_at: string;
  paid_at: string | null; known_at: string | null; cause: string | null;
}
export interface RefundView {
  id: string; payment_id: string; number: string; amount_fen: number; reason: string; state: RefundState;
  created_at: string; finished_at: string | null;
}
export interface EventView { event_no: number; kind: string; happened_at: string }
export interface OrderPage {
  order: OrderView; payments: PaymentView[]; refunds: RefundView[]; events: EventView[]; server_time: string;
}
export interface MethodView {
  channel: string; method: string; name: string; name_en: string; reason: 'usual' | 'healthy' | 'only-one' | null;
}
export interface MethodsView { methods: MethodView[]; server_time: string }
export interface CashTaken { page: OrderPage; change_fen: number }
export interface Unconfirmed { order: OrderView; payment: PaymentView; asked_times: number; next_ask_at: string | null }

export interface TicketLine { line_no?: number; name: string; choices: string[]; quantity: number; station?: string }
export interface TicketView {
  store_id: string; id: string; order_id: string; state: TicketState; version: number; queued_at: string;
  acknowledged_at: string | null; acknowledged_by: string | null; changed_at: string; pickup: string | null;
  table_no: string | null; remark: string; lines: TicketLine[];
  entry?: Entry; total_fen?: number; paid?: Paid | null; stations?: string[]; done_stations?: string[];
}
export interface StoreNews { cursor: string; tickets: TicketView[]; server_time: string }

export interface Choice { name: string; name_en: string; extra_fen: number }
export interface Specification { name: string; name_en: string; choices: Choice[]; least: number; most: number }
export interface ItemView {
  id: string; name: string; name_en: string; price_fen: number; specifications: Specification[];
  available: number; is_listed: boolean; picture?: string | null; description?: string; description_en?: string;
  station?: string; version?: number;
}
export interface CategoryView { id: string; name: string; name_en: string; items: ItemView[]; version?: number }
export interface OpeningHours { weekday: number; opens: string; closes: string }
export interface StoreView {
  store_id: string; store_no: number; name: string; name_en: string; timezone: string;
  opening_hours: OpeningHours[]; channels: string[]; is_taking_orders: boolean;
}
export interface MenuView { store: StoreView; is_open: boolean; categories: CategoryView[]; server_time: string }
export interface OrderedLine { item_id: string; quantity: number; choices: Record<string, string[]> }
export interface PlaceStoreOrder {
  lines: OrderedLine[]; table_no?: string; remark?: string; expected_total_fen?: number; entry?: Entry;
}

export interface Shift {
  id: string; store_id: string; device_id: string | null; staff_id: string; staff_name: string; opened_at: string;
  opening_float_fen: number; cash_taken_fen: number; cash_returned_fen: number; expected_fen: number;
  closed_at: string | null; counted_fen: number | null; difference_fen: number | null; words: string; version: number;
}

export interface Proposal { action: string; words: string; by: string; at: string }
export interface Case {
  store_id: string; id: string; order_id: string | null; type: CaseType; subject: string;
  state: 'OPEN' | 'RESOLVED'; version: number; reason: string; recommended_action: string; owner: string;
  deadline: string; amount_fen: number; opened_at: string; resolved_at: string | null; resolution: string | null;
  proposal?: Proposal | null; is_overdue?: boolean;
}
export interface CaseCounts {
  open: number; overdue: number; awaiting_second: number; resolved_today: number; by_type: Record<string, number>;
}
export interface CaseMoney {
  channel: string; account: string; number: string; reference: string; amount_fen: number; heard_at: string;
}
export interface CasePage {
  case: Case; page: OrderPage | null; money: CaseMoney | null; actions: string[]; needs_second: boolean;
}
export interface Feedback { order_id: string; pickup: string | null; stars: number; words: string; given_at: string }

export interface DeviceView {
  id: string; store_id: string; kind: DeviceKind; name: string; staff_id: string | null; staff_name: string | null;
  address: string | null; station: string; backup_of: string | null; is_paired: boolean; paired_at: string | null;
  last_seen_at: string | null; health: Record<string, unknown> | null; is_silent: boolean; retired_at: string | null;
}
export interface NewDevice {
  kind: DeviceKind; name: string; staff_id?: string | null; address?: string | null; station?: string; backup_of?: string | null;
}
export interface Pairing { device: DeviceView; pairing_code: string | null; expires_at: string | null }
export interface PairedDevice { device: DeviceView; key: string }
export interface TestPrint { is_printed: boolean; why: string | null }

export interface StoreCard { store_id: string; store_no: number; name: string; name_en: string; is_open?: boolean; is_taking_orders?: boolean }
export interface Me {
  id: string; login: string; name: string; role: Role; rights: Right[]; store_id: string | null; merchant_id: string;
  merchant: string; has_second_factor: boolean; device: DeviceView | null; stores: StoreCard[];
}
export interface SignedIn { token: string; expires_at: string; me: Me }
export interface StaffSession { id: string; created_at: string; expires_at: string; device_id: string | null; is_current: boolean }
export interface SecondFactor { secret: string; uri: string }
export interface StaffView {
  id: string; login: string; name: string; role: Role; store_id: string | null; store_name: string | null;
  is_active: boolean; has_second_factor: boolean; locked_until: string | null; created_at: string;
}
export interface NewStaff { login: string; name: string; role: Role; store_id?: string | null; password: string }
export interface StaffChange {
  name?: string; role?: Role; store_id?: string | null; is_active?: boolean; password?: string; drop_second_factor?: boolean;
}
export interface AuditEntry {
  id: string; at: string; staff_name: string; role: string; device_name: string | null; store_id: string | null;
  action: string; subject: string; words: string;
}

export interface Figures {
  orders: number; paid: number; sales_fen: number; unpaid: number; closed: number; refunded_fen: number;
  success_share: number | null; drop_share: number | null; cases_open: number; tickets_live: number;
  oldest_ticket_s: number | null;
}
export interface ChannelHealth {
  channel: string; asked: number; succeeded: number; failed: number; unknown: number;
  success_share: number | null; median_s: number | null; is_ill: boolean;
}
export interface Dashboard {
  server_time: string; day: string; total: Figures;
  stores: { store: StoreCard; figures: Figures; devices_silent: number }[];
  channels: ChannelHealth[]; hours: { hour: number; orders: number; sales_fen: number }[]; breaches: number;
}
export interface Breach { promise: string; store_id: string; order_id: string | null; subject: string; detail: string }

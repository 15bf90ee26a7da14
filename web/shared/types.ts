/** The contract's shapes by name; api.ts is generated from the server, and nothing here is written by hand. */
import type { components } from "./api";

type S = components["schemas"];

/** A body one sends: what has a default at the server (the generator calls it required) may be left out. */
type Sent<T, Defaulted extends keyof T> = Omit<T, Defaulted> & Partial<Pick<T, Defaulted>>;

export type Entry = S["Entry"];
export type ClientKind = S["Client"];
export type Problem = Sent<S["Problem"], "detail">;
/** What a refusal is about, by name. */
export type Facts = Problem["facts"];

export type SessionView = S["SessionView"];
export type WayThereView = S["WayThereView"];
export type StoreCard = S["StoreCard"];
export type OpeningHours = S["OpeningHours"];
export type Choice = S["Choice"];
export type Specification = S["Specification"];
export type ItemView = S["ItemView"];
export type CategoryView = S["CategoryView"];
export type StoreView = S["StoreView"];
export type MenuView = S["MenuView"];

export type OrderedLine = S["OrderedLine"];
export type PlaceOrder = Sent<S["PlaceOrder"], "table_no" | "remark" | "expected_total_fen">;
export type PlaceAtCounter = Sent<S["PlaceAtCounter"], "table_no" | "remark" | "expected_total_fen" | "entry">;

export type OrderState = S["OrderState"];
export type OrderLine = S["OrderLine"];
export type OrderView = S["OrderView"];
export type Paid = S["Paid"];
export type PaymentState = S["PaymentState"];
export type PaymentView = S["PaymentView"];
export type PreauthState = S["PreauthState"];
export type PreauthView = S["PreauthView"];
export type GuaranteeView = S["GuaranteeView"];
export type RefundState = S["RefundState"];
export type RefundView = S["RefundView"];
export type EventView = S["EventView"];
export type OrderPage = S["OrderPage"];
export type MessageView = S["MessageView"];
export type ContactView = S["ContactView"];
export type SetContact = Sent<S["SetContact"], "phone" | "allows_sms" | "allows_calls">;
export type Sentence = S["Sentence"];
export type Interval = S["Interval"];
export type Share = S["Share"];
export type LadderFigures = S["LadderFigures"];
export type LadderReview = S["ReviewView"];
export type DecideReview = S["DecideReview"];
export type PassView = S["PassView"];
export type PassKeys = S["PassKeysView"];
export type UsePass = S["UsePass"];
export type PassUse = S["UseView"];
export type MethodView = S["MethodView"];
export type MethodsView = S["MethodsView"];
export type Scene = S["Scene"];
export type Recommendation = S["Recommendation"];
export type CouponView = S["CouponView"];
export type GiveCoupon = Sent<S["GiveCoupon"], "min_spend_fen">;
export type FittingCoupon = S["FittingCoupon"];
export type LateWish = S["Wanted"];
export type LateWishView = S["LateWishView"];
export type PageHint = Sent<S["SayOfPage"], "network" | "took_ms">;
export type CashTaken = S["CashTaken"];
export type UnconfirmedView = S["UnconfirmedView"];

export type Unpaid = S["Unpaid"];
export type UnpaidPage = S["UnpaidPage"];
export type UnpaidFilter = Partial<S["UnpaidFilter"]>;
export type UnpaidReason = S["UnpaidReason"];
export type UnpaidCounts = S["UnpaidCounts"];
export type OfficeFilter = Partial<S["OfficeFilter"]>;
export type Chase = S["Chase"];
export type ChaseUnpaid = Sent<S["ChaseUnpaid"], "words">;
export type Chased = S["Chased"];

export type Ticket = S["Ticket"];
export type TicketLine = S["TicketLine"];
export type TicketView = S["TicketView"];

export type AddItem = Sent<S["AddItem"], "specifications" | "picture" | "description" | "description_en" | "station">;
export type EditItem = Partial<S["EditItem"]>;
export type EditCategory = Partial<S["EditCategory"]>;
export type EditProfile = Partial<S["EditProfile"]>;
export type StoreAccounts = S["StoreAccounts"];
export type SetAccounts = S["SetAccounts"];
export type NewStore = Sent<S["NewStore"], "timezone" | "more_accounts" | "marks">;
export type FeedbackView = S["FeedbackView"];

export type ShiftView = S["ShiftView"];

export type CaseType = S["CaseType"];
export type CaseState = S["CaseState"];
export type CaseView = S["CaseView"];
export type CaseCounts = S["CaseCounts"];
export type MadeGoodView = S["MadeGoodView"];
export type CaseDetail = S["CaseDetail"];
export type MoneyView = S["MoneyView"];
export type ProposalView = S["ProposalView"];
export type ReenterMoney = Sent<S["ReenterMoney"], "table_no">;

export type DeviceKind = S["DeviceKind"];
export type DeviceView = S["DeviceView"];
export type NewDevice = Sent<S["NewDevice"], "staff_id" | "station" | "address" | "backup_of">;
export type ChangeDevice = Partial<S["ChangeDevice"]>;
export type ExpectedDevice = S["ExpectedDevice"];
export type PairedDevice = S["PairedDevice"];
export type Heartbeat = Sent<S["Heartbeat"], "network" | "paper">;
export type HeartbeatView = S["HeartbeatView"];
export type TestSlip = S["TestSlip"];

export type Role = S["Role"];
export type Right = S["Right"];
export type Me = S["Me"];
export type SignInStaff = Sent<S["SignInStaff"], "one_time_code">;
export type SignedInView = S["SignedInView"];
export type SetupView = S["SetupView"];
export type Found = S["Found"];
export type StaffSessionView = S["StaffSessionView"];
export type SecondFactorView = S["SecondFactorView"];
export type StaffView = S["StaffView"];
export type HireMember = Sent<S["HireMember"], "store_id">;
export type ChangeMember = Partial<S["ChangeMember"]>;
export type AuditView = S["AuditView"];

export type RouteView = S["RouteView"];
export type RoutesView = S["RoutesView"];
export type BreakerState = S["BreakerState"];
export type Act = S["Act"];
export type Switch = S["Switch"];
export type NewSwitch = Sent<S["NewSwitch"], "minutes" | "account" | "method" | "to_channel">;
export type DryRun = S["DryRun"];

export type Incident = S["Incident"];
export type IncidentKind = S["IncidentKind"];
export type IncidentState = S["IncidentState"];
export type IncidentFile = S["IncidentFile"];
export type Mention = S["Mention"];
export type Heard = S["Heard"];

export type Policy = S["Policy"];
export type PolicyRow = S["PolicyRow"];
export type PolicyInForce = S["PolicyInForce"];
export type PolicyPreview = S["PolicyPreview"];
export type SetPolicy = Sent<S["SetPolicy"], "version">;
export type Rung = S["Rung"];
export type RungChannel = S["RungChannel"];
export type DebtRung = S["DebtRung"];
export type ToldView = S["ToldView"];

export type EntryView = S["EntryView"];
export type EntryDetail = S["EntryDetail"];
export type EvidenceLine = S["EvidenceLine"];
export type AppealState = S["AppealState"];
export type RiskCard = S["RiskCard"];
export type NewEntry = Sent<S["NewEntry"], "days">;
export type MonthFitView = S["MonthFitView"];
export type ScorecardView = S["ScorecardView"];

export type Purpose = S["Purpose"];
export type AccountKind = S["AccountKind"];
export type MoveKind = S["MoveKind"];
export type AccountView = S["AccountView"];
export type MoveView = S["MoveView"];
export type StatementView = S["StatementView"];
export type AccountsView = S["AccountsView"];
export type BuyValue = Sent<S["BuyValue"], "entry">;
export type SetLimit = Sent<S["SetLimit"], "is_open">;
export type CardTaken = Sent<S["CardTaken"], "terminal_no" | "method" | "coupon_code">;

export type Bill = S["Bill"];
export type BillState = S["BillState"];
export type BillFile = S["BillFile"];
export type BillShare = S["BillShare"];
export type Tally = S["Tally"];
export type Difference = S["Difference"];
export type DifferenceState = S["DifferenceState"];
export type DifferenceCategory = S["Category"];
export type DifferenceFile = S["DifferenceFile"];
export type DifferenceStep = S["DifferenceStep"];
export type RepairKind = S["Repair"];
export type RepairPlan = S["Plan"];
export type RepairsDone = S["Done"];
export type DayLine = S["DayLine"];
export type Statements = S["Statements"];
export type BalanceLine = S["BalanceLine"];
export type StoreSheet = S["StoreSheet"];
export type AgedAmount = S["AgedAmount"];
export type MoneyFlow = S["MoneyFlow"];
export type AccountEntry = S["AccountEntry"];
export type BookStanding = S["BookStanding"];
export type Payout = S["Payout"];
export type PayoutPart = S["PayoutPart"];
export type PayoutFile = S["PayoutFile"];
export type ArrivedMoney = S["ArrivedMoney"];
export type RecordedPayout = S["Recorded"];

export type Figures = S["Figures"];
export type ChannelFigures = S["ChannelFigures"];
export type Dashboard = S["Dashboard"];
export type BreachView = S["BreachView"];

/** What the live line says of one order; `cursor` is its last event's number. */
export type OrderNews = OrderPage & { cursor: number };
/** What the live line says of a store's kitchen. */
export interface StoreNews {
  cursor: string;
  tickets: TicketView[];
  server_time: string;
}

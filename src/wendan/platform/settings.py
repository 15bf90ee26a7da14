"""Everything that may be set from outside, in one place; each with its unit in its name and its meaning.

Sources, the strongest first: environment variables WENDAN_*, the TOML file named by WENDAN_SETTINGS,
`wendan.toml` in the working directory, the values here. docs/reference/settings.md is made from this file.
"""

import os
from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

ENV_PREFIX = "WENDAN_"
SETTINGS_FILE_VARIABLE = "WENDAN_SETTINGS"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="forbid")

    database_url: str | None = Field(
        None, description="PostgreSQL ≥ 15 to use; empty: the embedded one under data_dir"
    )
    database_pool_size: int = Field(10, ge=1, le=200, description="Connections each process keeps")
    data_dir: Path = Field(Path(".wendan"), description="Where the embedded database and secrets are kept")
    postgres_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Loopback port of the embedded database; 0: find a free one, remember it",
    )

    host: str = Field("127.0.0.1", description="Address the API listens on")
    port: int = Field(8080, ge=0, le=65535, description="Port the API listens on")
    public_url: str | None = Field(
        None, description="How diners and payment channels reach us; empty: http://host:port"
    )
    client_ip_header: str | None = Field(
        None,
        description="Header in which our own proxy names the client's address, such as X-Forwarded-For; "
        "empty: the connection's other end",
    )
    cell: str = Field(
        "01", pattern=r"^[0-9A-Za-z]{2}$", description="Name of this cell, part of channel numbers"
    )
    clock_file: Path | None = Field(
        None, description="Shared clock of a drill; empty: the machine's own clock"
    )
    secret_file: Path | None = Field(
        None, description="Key that signs sessions, made when missing; empty: data_dir/secret"
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level written")
    log_format: Literal["console", "json"] = Field(
        "console", description="console for people, json for machines"
    )
    alarm_webhook_url: str | None = Field(
        None, description="Where alarms are posted as JSON; empty: log only"
    )

    wechat_file: Path | None = Field(
        None,
        description="wechat.json that names merchant, keys and certificates of WeChat Pay; a directory: one for "
        "each merchant number",
    )
    alipay_file: Path | None = Field(
        None,
        description="alipay.json that names application, seller and keys of Alipay; a directory: one for each seller",
    )
    unionpay_file: Path | None = Field(
        None,
        description="unionpay.json that names merchant, keys and certificates of UnionPay; a directory: one for each "
        "merchant number",
    )
    campus_card_file: Path | None = Field(
        None,
        description="campus-card.json that names merchant and keys at a campus card's operator; a directory: one for "
        "each merchant number",
    )
    messages_file: Path | None = Field(
        None,
        description="messages.json that names WeChat's subscription messages, the SMS and voice gateways, and the "
        "robots of WeCom and DingTalk",
    )
    wechat_message_templates: tuple[str, ...] = Field(
        (),
        max_length=3,
        description="Subscription message templates that the mini-program asks consent for; WeChat shows three at most",
    )
    worker_metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Where `wendan worker` answers Prometheus; empty: nowhere. With `serve` it is /metrics",
    )
    channel_timeout_s: float = Field(
        5.0, gt=0, description="Longest wait for a payment channel's whole answer"
    )
    channel_connect_timeout_s: float = Field(
        2.0, gt=0, description="Longest wait for a connection to a channel"
    )
    channel_connections: int = Field(50, ge=1, description="Open connections to payment channels at once")

    order_retention_minutes: int = Field(
        30,
        ge=1,
        description="How long an unpaid order keeps its stock before it expires. The default where no policy says otherwise",
    )
    routing_cost_weight: float = Field(
        1.0,
        ge=0,
        le=10,
        description="How much a channel's fee counts beside the customer's chance to succeed; 0: not at all",
    )
    failed_hold_minutes: int = Field(
        15,
        ge=0,
        description="How long stock stays held after a failed payment, for a second try. The default where no policy says otherwise",
    )
    close_not_before_s: int = Field(
        60,
        ge=0,
        description="Age of a payment before a close is asked. WeChat may refuse a close in the first minutes; "
        "how many is written nowhere, hence a setting",
    )
    query_schedule_s: tuple[int, ...] = Field(
        (10, 20, 30, 50, 55, 55, 55, 110, 220, 300),
        min_length=1,
        description="Gaps between active queries of an unknown payment; the last one repeats",
    )
    barcode_schedule_s: tuple[int, ...] = Field(
        (5, 5, 5, 5, 5, 5, 5, 5, 10, 30, 60, 300),
        min_length=1,
        description="The same for a scanned payment code, whose customer stands at the counter",
    )
    barcode_patience_s: int = Field(
        45, ge=5, description="How long a customer may take to confirm a scanned code before it is reversed"
    )
    reverse_not_before_s: int = Field(
        15, ge=0, description="Age of a scanned payment before a reversal is asked; WeChat wants 15 s"
    )
    ask_min_gap_s: float = Field(
        2.0, ge=0, description="Least gap between two queries a waiting page may cause for one payment"
    )
    refund_poll_schedule_s: tuple[int, ...] = Field(
        (60, 300, 600, 1200, 1800),
        min_length=1,
        description="Gaps between queries of an unfinished refund; the last one repeats",
    )

    refund_retry_s: int = Field(
        30, ge=1, description="Gap before a refund is looked at again whose channel was silent"
    )
    revive_within_minutes: int = Field(
        120,
        ge=0,
        description="How long after closing late money still revives an order; later it is refunded. The default where no policy says otherwise",
    )

    top_up_least_fen: int = Field(100, ge=1, description="Least amount of stored value bought at once")
    top_up_gifts: tuple[tuple[int, int], ...] = Field(
        (),
        description="What a top-up brings on top, as pairs of fen: from this amount on, this gift; the highest "
        "reached counts. In force is what is set when the value is credited",
    )
    pay_later_days: int = Field(30, ge=1, description="After how many days a meal that is paid later is due")

    four_eyes_above_fen: int = Field(
        20000,
        ge=0,
        description="Cases about more money than this are decided by two people. The default where no policy says otherwise",
    )

    pass_after_s: int = Field(
        4,
        ge=1,
        le=600,
        description="After how long a diner whose money is known and whose order is not gets a pass",
    )
    pass_minutes: int = Field(
        15, ge=1, le=120, description="For how long after the channel's word such a temporary pass is good"
    )

    reconcile_by_itself_up_to_fen: int = Field(
        100000,
        ge=0,
        description="Differences about more money than this wait for a person's yes before they are repaired",
    )
    day_report_at: time = Field(
        time(11, 0),
        description="When, in Beijing, a day's figures are told to the groups that reports_to names",
    )
    reconcile_engine: Literal["duckdb", "spark"] = Field(
        "duckdb",
        description="What lays both sides of a bill beside each other: duckdb on this machine, or spark, which "
        "wendan[spark] brings",
    )
    spark_master: str = Field(
        "local[*]",
        min_length=1,
        description="Spark's master, such as spark://host:7077, or sc://host:15002 for Spark Connect; local[*]: this "
        "machine's cores",
    )
    reconcile_dir: Path | None = Field(
        None,
        description="Where bills are read and matched; a Spark beyond this machine must see it under the same path; "
        "empty: data_dir/bills",
    )
    slip_language: Literal["zh", "en"] = Field(
        "zh",
        description="Language of kitchen slips on paper; with en a dish goes by its English name where it has one",
    )

    timer_poll_ms: int = Field(200, ge=10, description="How often a worker looks for due timers")
    timer_batch: int = Field(50, ge=1, le=1000, description="Timers a worker claims at once")
    timer_lease_s: int = Field(30, ge=1, description="How long a claimed timer belongs to its worker")
    watch_interval_s: int = Field(60, ge=1, description="How often the promises are checked")

    body_limit_bytes: int = Field(65536, ge=1024, description="Largest request body accepted")
    diner_session_hours: int = Field(24 * 30, ge=1, description="How long a diner stays signed in")
    place_per_minute: int = Field(60, ge=1, description="Orders one diner may place in a minute")
    pay_per_minute: int = Field(60, ge=1, description="Payments one diner may begin in a minute")
    ask_per_minute: int = Field(120, ge=1, description="Reads of orders one diner may make in a minute")
    login_per_minute: int = Field(
        600, ge=1, description="Sign-ins from one address in a minute; a whole campus may share one address"
    )

    staff_session_hours: int = Field(12, ge=1, description="How long staff stay signed in: a shift")
    staff_sign_in_per_minute: int = Field(
        60, ge=1, description="Tries to sign in, set up or pair from one address in a minute"
    )
    cashier_needs_device: bool = Field(
        True, description="A cashier signs in only on a device paired with the store"
    )
    pairing_minutes: int = Field(10, ge=1, description="How long a device's pairing code is good")
    device_silent_after_s: int = Field(
        90, ge=10, description="Without a heartbeat for so long a device counts as silent"
    )

    @property
    def secret_path(self) -> Path:
        return self.secret_file or self.data_dir / "secret"

    @property
    def base_url(self) -> str:
        """How the world reaches us, without a closing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library calls with this name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file()))


def account_files(place: Path) -> list[Path]:
    """A channel's file of one account, or every `*.json` of a directory of accounts, by name."""
    return sorted(place.glob("*.json")) if place.is_dir() else [place]


def settings_file() -> Path:
    """The TOML file in force; it need not exist unless WENDAN_SETTINGS names it."""
    return Path(os.environ.get(SETTINGS_FILE_VARIABLE, "wendan.toml"))


def unknown_variables() -> list[str]:
    """Environment variables that look like ours and set nothing: most often a slip of the pen."""
    known = {ENV_PREFIX + name.upper() for name in Settings.model_fields} | {SETTINGS_FILE_VARIABLE}
    return sorted(
        name for name in os.environ if name.upper().startswith(ENV_PREFIX) and name.upper() not in known
    )

"""The tables of what diners say and allow, and the questions asked of them."""

from wendan.domains.members.model import (
    Address,
    Authorisation,
    ClientHint,
    Consent,
    Feedback,
    FeedbackView,
    LateWish,
    ServiceWindow,
)
from wendan.platform.changes import Table
from wendan.platform.db import many, one

FEEDBACK = Table("feedback", Feedback, key=("store_id", "order_id"))
CONSENT = Table("message_consent", Consent)
ADDRESS = Table("diner_address", Address, key=("store_id", "diner_id", "way"))
LATE_WISH = Table("late_wish", LateWish, key=("store_id", "order_id"))
AUTHORISATION = Table("page_authorisation", Authorisation, key=("store_id", "diner_id"))
SERVICE_WINDOW = Table("service_window", ServiceWindow, key=("store_id", "diner_id"))
HINT = Table("client_hint", ClientHint, key=("store_id", "order_id", "hint_no"))

FEEDBACK_OF_ORDER = one(
    "SELECT store_id, order_id, stars, words, given_at FROM feedback "
    "WHERE store_id = :store_id AND order_id = :order_id",
    Feedback,
)
FEEDBACK_OF_STORE = many(
    """SELECT f.order_id, f.stars, f.words, f.given_at,
       (SELECT p.prefix || lpad(p.number::text, greatest(3, length(p.number::text)), '0') FROM pickup_number AS p
        WHERE p.store_id = f.store_id AND p.order_id = f.order_id) AS pickup
    FROM feedback AS f WHERE f.store_id = :store_id ORDER BY f.given_at DESC LIMIT 200""",
    FeedbackView,
)
HINTS_OF_ORDER = many(
    """SELECT store_id, order_id, hint_no, kind, network, took_ms, heard_at FROM client_hint
    WHERE store_id = :store_id AND order_id = :order_id ORDER BY hint_no""",
    ClientHint,
)

_OF_ORDERS_DINER = "diner_id = (SELECT o.diner_id FROM customer_order AS o WHERE o.store_id = :store_id AND o.id = :order_id)"
CONSENTS_LEFT = many(
    f"""SELECT store_id, id, order_id, diner_id, template_id, given_at, used_by, version FROM message_consent
    WHERE store_id = :store_id AND {_OF_ORDERS_DINER} AND used_by IS NULL ORDER BY given_at, id LIMIT 100""",
    Consent,
)
ADDRESSES = many(
    f"""SELECT store_id, diner_id, way, sealed, is_allowed, given_at FROM diner_address
    WHERE store_id = :store_id AND {_OF_ORDERS_DINER}""",
    Address,
)
ADDRESSES_OF_DINER = many(
    """SELECT store_id, diner_id, way, sealed, is_allowed, given_at FROM diner_address
    WHERE store_id = :store_id AND diner_id = :diner_id""",
    Address,
)
_WINDOW = """SELECT store_id, diner_id, sealed, key, opened_at, open_until, messages_left, version FROM service_window
    WHERE store_id = '00000000-0000-7000-8000-000000000000'"""
WINDOW_OF_DINER = one(f"{_WINDOW} AND diner_id = :diner_id", ServiceWindow)
OPEN_WINDOW = one(
    f"{_WINDOW} AND {_OF_ORDERS_DINER} AND open_until > :now AND messages_left > 0", ServiceWindow
)
WISH_OF_ORDER = one(
    """SELECT store_id, order_id, wish, heard_at FROM late_wish
    WHERE store_id = :store_id AND order_id = :order_id""",
    LateWish,
)
AUTHORISATION_OF_DINER = one(
    """SELECT store_id, diner_id, appid, state, begun_at, expires_at, used_at, version FROM page_authorisation
    WHERE store_id = :store_id AND diner_id = :diner_id""",
    Authorisation,
)

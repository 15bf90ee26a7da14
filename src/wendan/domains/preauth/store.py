"""The pre-authorisation's table and the questions asked of it."""

from wendan.domains.preauth.model import Preauth
from wendan.platform.changes import Table
from wendan.platform.db import many

PREAUTH_TABLE = Table("preauthorisation", Preauth)

PREAUTHS_OF_ORDER = many(
    """SELECT store_id, id, order_id, attempt, number, client_key, channel, account, method, amount_fen, payer, state,
       version, parameters, expires_at, requested_at, asked_times, asked_at, reference, held_fen, held_at, ended_at, cause, why,
       proof_id, consent_version, consent_hash, consented_by, consented_at
       FROM preauthorisation WHERE store_id = :store_id AND order_id = :order_id ORDER BY attempt""",
    Preauth,
)

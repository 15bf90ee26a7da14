"""The staff's table and the questions asked of it."""

from wendan.domains.people.model import StaffToken
from wendan.platform.changes import Table
from wendan.platform.db import one

STAFF_TOKEN = Table("staff_token", StaffToken)

_STAFF = "SELECT store_id, id, token_hash, name, audience, created_at, revoked_at FROM staff_token"

STAFF_BY_TOKEN = one(f"{_STAFF} WHERE token_hash = :token_hash LIMIT 1", StaffToken)
STAFF_BY_ID = one(f"{_STAFF} WHERE id = :token_id LIMIT 1", StaffToken)

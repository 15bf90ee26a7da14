"""The staff's tables and the questions asked of them."""

from wendan.domains.people.model import AuditEntry, Member, MemberName, Staff, StaffSession, StaffToken
from wendan.platform.changes import Table
from wendan.platform.db import many, one

STAFF_TOKEN = Table("staff_token", StaffToken)
MEMBER = Table("staff_member", Member)
SESSION = Table("staff_session", StaffSession)
AUDIT = Table("audit_entry", AuditEntry)

_KEY = "SELECT store_id, id, merchant_id, token_hash, name, role, created_at, revoked_at FROM staff_token"
_MEMBER = """SELECT store_id, id, works_at, merchant_id, login, name, role, password_hash, second_factor, second_factor_is_on, second_factor_step,
       failed_times, locked_until, is_active, version, created_at FROM staff_member"""
_SESSION = "SELECT store_id, id, member_id, token_hash, device_id, created_at, expires_at, ended_at FROM staff_session"
_AUDIT = """SELECT store_id, id, merchant_id, at, staff_id, staff_name, role, device_id, device_name, action, subject,
       words FROM audit_entry"""

STAFF_BY_TOKEN = one(
    """SELECT k.store_id, k.merchant_id, k.id, k.name, k.role, NULL AS session_id, NULL AS expires_at,
           NULL AS device_id, NULL AS device_name, NULL AS device_key_hash
    FROM staff_token AS k WHERE k.token_hash = :token_hash AND k.revoked_at IS NULL
    UNION ALL
    SELECT m.works_at, m.merchant_id, m.id, m.name, m.role, s.id, s.expires_at, s.device_id, d.name, d.key_hash
    FROM staff_session AS s
    JOIN staff_member AS m ON m.store_id = s.store_id AND m.id = s.member_id
    LEFT JOIN device AS d ON d.id = s.device_id AND d.retired_at IS NULL
    WHERE s.token_hash = :token_hash AND s.ended_at IS NULL AND m.is_active
    LIMIT 1""",
    Staff,
)
TOKEN_BY_ID = one(f"{_KEY} WHERE id = :token_id LIMIT 1", StaffToken)
MEMBER_BY_LOGIN = one(f"{_MEMBER} WHERE login = :login LIMIT 1", Member)
MEMBER_BY_ID = one(f"{_MEMBER} WHERE id = :member_id LIMIT 1", Member)
MEMBERS_OF_MERCHANT = many(
    f"{_MEMBER} WHERE merchant_id = :merchant_id ORDER BY created_at, id LIMIT 2000", Member
)
NAMES_OF_MEMBERS = many("SELECT id, name FROM staff_member WHERE id = ANY(:member_ids::uuid[])", MemberName)
ANY_MEMBER = one(f"{_MEMBER} LIMIT 1", Member)
SESSION_BY_ID = one(f"{_SESSION} WHERE store_id = :store_id AND id = :session_id", StaffSession)
SESSIONS_OF_MEMBER = many(
    f"{_SESSION} WHERE store_id = :store_id AND member_id = :member_id AND ended_at IS NULL "
    "ORDER BY created_at DESC LIMIT 200",
    StaffSession,
)
AUDIT_OF_MERCHANT = many(
    f"{_AUDIT} WHERE merchant_id = :merchant_id AND at < :before "
    "AND (:store_id::uuid IS NULL OR store_id = :store_id) AND (:staff_id::uuid IS NULL OR staff_id = :staff_id) "
    "ORDER BY at DESC LIMIT 100",
    AuditEntry,
)

"""The devices' table and the questions asked of it."""

from wendan.domains.terminals.model import Device, Heard
from wendan.platform.changes import Table
from wendan.platform.db import many, one

DEVICE = Table("device", Device)
HEARD = Table("device", Heard)

_DEVICE = """SELECT store_id, id, kind, name, member_id, station, address, backup_of, pairing_hash, pairing_until,
       key_hash, paired_at, last_seen_at, health, retired_at, version, created_at FROM device"""

DEVICE_BY_ID = one(f"{_DEVICE} WHERE store_id = :store_id AND id = :device_id", Device)
DEVICE_BY_KEY = one(f"{_DEVICE} WHERE key_hash = :key_hash AND retired_at IS NULL LIMIT 1", Device)
DEVICE_BY_PAIRING = one(f"{_DEVICE} WHERE pairing_hash = :pairing_hash LIMIT 1", Device)
DEVICES_OF_STORE = many(f"{_DEVICE} WHERE store_id = :store_id ORDER BY created_at, id LIMIT 500", Device)
PRINTERS_OF_STORE = many(
    f"{_DEVICE} WHERE store_id = :store_id AND kind = 'printer' AND retired_at IS NULL ORDER BY created_at, id LIMIT 100",
    Device,
)

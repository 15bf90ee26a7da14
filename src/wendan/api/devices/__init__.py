"""What a device itself says: its pairing code, its heartbeat."""

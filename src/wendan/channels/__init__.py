"""Payment channels: one port, one folder per channel, all of one shape."""

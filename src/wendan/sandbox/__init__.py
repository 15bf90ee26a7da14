"""The other side of every channel, protocol-exact and with a fault plan. It shares no code with `channels`."""

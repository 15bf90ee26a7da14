"""What every channel's other side has in common: books, wallet, courier, gateway, fate. It knows no channel."""

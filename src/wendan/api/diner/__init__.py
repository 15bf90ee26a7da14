"""What a diner's page asks: sign in, read a menu, order, pay, follow."""

"""WebSockets: a diner follows an order, a kitchen follows its store; resumable, so that nothing is missed."""

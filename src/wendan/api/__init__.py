"""Who talks to us over HTTP and WebSocket, by audience; each handler is parse → flow → view."""

"""The ground everything stands on: database, time, ids, settings, logs. It knows nothing of meals or money."""

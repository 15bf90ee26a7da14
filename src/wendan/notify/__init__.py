"""Letters to the outside: alarms to people, later reminders to diners; each at least once."""

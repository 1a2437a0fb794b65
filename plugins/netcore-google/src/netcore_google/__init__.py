"""Google for netcore: contacts in and out, Gmail as outbox and inbox, and the calendar."""

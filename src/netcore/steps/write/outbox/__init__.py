"""Delivery, exactly once: see `netcore.store.moves` for the states, `sending` for a run, `delivery` for a letter."""

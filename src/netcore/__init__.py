"""netcore: you already have a network."""

"""Who is the same human: what cards show, how they compare, and what speaks for or against."""

"""Is the store whole?"""

from sqlalchemy import text

from netcore.store.transaction import Transaction


def damage(tx: Transaction) -> str:
    """What the database engine finds wrong with its own file, in its words; "" when nothing, or when it cannot say."""
    if tx.on_postgresql:
        return ""
    found = str(tx.connection.execute(text("PRAGMA quick_check(1)")).scalar_one())
    return "" if found == "ok" else " ".join(found.split())

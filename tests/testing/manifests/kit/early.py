import kit.parts
from kit.good import netcore_message_checks

__all__ = ["kit", "netcore_message_checks"]

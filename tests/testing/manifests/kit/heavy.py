import click

from kit.good import netcore_message_checks

__all__ = ["click", "netcore_message_checks"]

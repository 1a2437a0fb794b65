"""A Microsoft Graph on the loopback: stateful, strict, and as unpleasant as the real one when a test says so."""

from graph_lab.contract import BrokenContractError, Contract
from graph_lab.lab import ROOT, FakeTokens, GraphLab
from graph_lab.mailbox import Item, Mailbox

__all__ = ["ROOT", "BrokenContractError", "Contract", "FakeTokens", "GraphLab", "Item", "Mailbox"]

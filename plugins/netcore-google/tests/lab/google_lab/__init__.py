"""A small Google on the loopback, for the real client library: what goes in and out is held against its own documents.

with GoogleLab() as google:
    google.people.add("Ada Lovelace")
    google.on("GET", "/v1/people/me/connections", Told(429, headers={"Retry-After": "3"}))
    ...
    assert google.violations == []
"""

from google_lab.google import GoogleLab
from google_lab.refusals import refusal

__all__ = ["GoogleLab", "refusal"]

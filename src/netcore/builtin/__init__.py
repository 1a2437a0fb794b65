"""Plugins that come with netcore itself: plain plugins, which use nothing that others may not."""

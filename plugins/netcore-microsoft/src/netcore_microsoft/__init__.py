"""netcore's plugin for Microsoft accounts: contacts, mail and calendar through Microsoft Graph."""

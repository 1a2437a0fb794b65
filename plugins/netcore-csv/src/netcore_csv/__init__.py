"""CSV for netcore: address books as tables, from LinkedIn, Google Contacts, Outlook or anybody; and one to hand on.

This module is the plugin's manifest.
"""

from netcore.plugins import ContactSourceDescriptor, ExporterDescriptor, Setting, hookimpl


@hookimpl
def netcore_contact_sources() -> tuple[ContactSourceDescriptor, ...]:
    """Files of rows."""
    return (
        ContactSourceDescriptor(
            name="csv",
            summary="CSV files: LinkedIn, Google Contacts, Outlook, Thunderbird, Yahoo, or a table of your own",
            factory="netcore_csv.source:CsvSource",
            patterns=("*.csv", "*.tsv", "*.tab"),
            media_type="text/csv",
            settings=(
                Setting(
                    name="columns",
                    help='What unknown columns mean: "Rufname=given, Verein=circle". Said once, it is remembered.',
                ),
                Setting(
                    name="encoding",
                    help="The character set, when the guess is wrong: cp1250, cp932, big5… Your names look odd then.",
                ),
                Setting(
                    name="dates",
                    help="Whether 3/4/1990 is the third of April (day-first) or March the fourth (month-first).",
                    type="choice",
                    choices=("day-first", "month-first"),
                ),
            ),
        ),
    )


@hookimpl
def netcore_exporters() -> tuple[ExporterDescriptor, ...]:
    """The writer."""
    return (
        ExporterDescriptor(
            name="csv",
            summary="CSV with the columns of Google Contacts, which most programs read",
            factory="netcore_csv.export:CsvExporter",
            suffix=".csv",
        ),
    )

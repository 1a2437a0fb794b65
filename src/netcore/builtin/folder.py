"""The manifest of ``folder``: letters as files, which any mail program opens.  No account, nothing to configure."""

from collections.abc import Sequence

from netcore.plugins import OutboxDescriptor, Setting, hookimpl


@hookimpl
def netcore_outboxes() -> Sequence[OutboxDescriptor]:
    """One outbox."""
    return [
        OutboxDescriptor(
            name="folder",
            summary="Writes each approved letter into a folder, as an .eml file that your mail program opens.",
            factory="netcore.builtin.folder_outbox:FolderOutbox",
            can_tell=True,
            settings=(
                Setting(
                    name="path",
                    help="The folder for the letters; it is made when the folder around it exists.",
                    type="path",
                    default="{home}/letters",
                ),
            ),
        )
    ]

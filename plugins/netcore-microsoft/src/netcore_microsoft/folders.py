"""The folders that hold contacts."""

from collections.abc import Iterable, Sequence

from netcore_microsoft.graph import Graph, Part, items_in, link_in, segment

DEFAULT = "contacts"
"""Graph's own name for the folder that every mailbox has, for use in place of its id."""

_QUERY = "?$top=100&$select=id"


class ContactFolders:
    """Asks for the folders: the default one, those in it, and those in them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def all(self) -> tuple[str, ...]:
        """The ids of all folders, the default one first, parents before children."""
        return self._with_children((self._default(),), self._ids(self._graph.get(f"/me/contactFolders{_QUERY}")))

    def questions(self, known: Sequence[str]) -> list[str]:
        """What to ask, in a batch, to learn whether there are other folders than these: the first is the default."""
        return [
            f"/me/contactFolders{_QUERY}",
            *(f"/me/contactFolders/{segment(folder)}/childFolders{_QUERY}" for folder in known[1:]),
        ]

    def answered(self, known: Sequence[str], parts: Sequence[Part]) -> tuple[str, ...]:
        """All folders that there are, by the answers to the questions."""
        found = [id_ for part in parts if part.status != 404 for id_ in self._ids(part.data())]
        new = [id_ for id_ in found if id_ not in known]
        there = (known[0], *(id_ for id_ in known[1:] if id_ in found))
        return self._with_children(there, new) if new else there

    def _default(self) -> str:
        """The id of the default folder, which Graph tells only through a contact in it."""
        page = self._graph.get("/me/contacts", {"$top": "1", "$select": "parentFolderId"})
        ids = [str(item.get("parentFolderId") or "") for item in items_in(page)]
        return ids[0] if ids and ids[0] else DEFAULT

    def _with_children(self, known: Sequence[str], new: Iterable[str]) -> tuple[str, ...]:
        found = dict.fromkeys(known)
        level = [id_ for id_ in new if id_ not in found]
        while level:
            found.update(dict.fromkeys(level))
            parts = self._graph.batch([f"/me/contactFolders/{segment(id_)}/childFolders{_QUERY}" for id_ in level])
            children = [id_ for part in parts if part.status != 404 for id_ in self._ids(part.data())]
            level = [id_ for id_ in dict.fromkeys(children) if id_ not in found]
        return tuple(found)

    def _ids(self, page: dict[str, object]) -> list[str]:
        ids = [str(item["id"]) for item in items_in(page) if item.get("id")]
        while link := link_in(page, "@odata.nextLink"):
            page = self._graph.get(link)
            ids += [str(item["id"]) for item in items_in(page) if item.get("id")]
        return ids

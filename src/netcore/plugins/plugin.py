"""One plugin, brought in step by step as it is needed; what fails is kept, not thrown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from netcore.errors import NetcoreError, PluginError
from netcore.plugins.context import Context
from netcore.plugins.describing import checked
from netcore.plugins.descriptors import Descriptor
from netcore.plugins.events import Event
from netcore.plugins.info import ComponentInfo, PluginInfo
from netcore.plugins.kinds import KINDS, D_co, Kind
from netcore.plugins.ownership import Title
from netcore.plugins.problems import PluginProblem, Stage, one_line, place_of
from netcore.plugins.signing_in import SignIn

if TYPE_CHECKING:
    from netcore.plugins.loading import Manifest

T = TypeVar("T")
_OBSERVE = "netcore_observe"


class Plugin:
    """A title and what it leads to: the manifest on first need, its descriptors hook by hook, its components.

    Whatever the plugin's code raises, `KeyboardInterrupt` apart, is kept as a `PluginProblem`: the first of each step.
    With ``raise_errors`` it is raised as a `PluginError`, too.
    """

    def __init__(self, title: Title, *, raise_errors: bool = False) -> None:
        self.title = title
        self.name = title.claim.name
        self._raise_errors = raise_errors
        self._problems: dict[tuple[Stage, str], PluginProblem] = {}
        self._offers: dict[str, tuple[Descriptor, ...]] = {}
        if title.state in {"failed", "conflict"}:
            self._problems["find", ""] = self._problem("find", title.reason)
            if raise_errors:
                raise PluginError(str(self._problems["find", ""]))

    @property
    def problems(self) -> tuple[PluginProblem, ...]:
        """What failed so far."""
        return tuple(self._problems.values())

    def offer(self, kind: Kind[D_co]) -> tuple[D_co, ...]:
        """The plugin's descriptors of one kind; empty, too, when there is an `obstacle`."""
        if kind.hook not in self._offers:
            self._offers[kind.hook] = self._describe(kind)
        return self._offers[kind.hook]  # type: ignore[return-value]  # what a hook offers is of the hook's own kind

    def obstacle(self, kind: Kind[D_co]) -> PluginProblem | None:
        """Why nobody knows what the plugin offers of this kind; None when that is known, or the plugin is left out."""
        self.offer(kind)
        steps: tuple[tuple[Stage, str], ...] = (("find", ""), ("import", ""), ("describe", kind.hook))
        return next((self._problems[step] for step in steps if step in self._problems), None)

    def create(self, descriptor: Descriptor, context: Context) -> object:
        """The component; raises `PluginError`, or the `NetcoreError` that the plugin itself raised."""
        from netcore.plugins.loading import make

        with self._guard("create", descriptor.name):
            component = make(descriptor, context)
        self._problems.pop(("create", descriptor.name), None)
        return component

    def create_sign_in(self, descriptor: Descriptor, context: Context) -> SignIn:
        """What lets the owner of an account sign in; raises as `create`."""
        from netcore.plugins.loading import make_sign_in

        with self._guard("create", descriptor.name):
            return make_sign_in(descriptor, context)

    def observe(self, event: Event) -> None:
        """Tell the plugin what happened."""
        manifest = self._manifest
        if manifest is not None and self._observes:
            self._try("observe", "", lambda: manifest.call(_OBSERVE, event=event))

    def info(self) -> PluginInfo:
        """What a list shows of it: brings the manifest in."""
        components = [
            ComponentInfo(kind=kind.name, name=descriptor.name, summary=descriptor.summary)
            for kind in KINDS
            for descriptor in self.offer(kind)
        ]
        if self._observes:
            components.append(ComponentInfo(kind="observer", name=self.name, summary="is told what happened"))
        claim, state, why = self.title.claim, self.title.state, self.title.reason
        return PluginInfo(
            name=self.name,
            distribution=claim.distribution,
            version=claim.version,
            components=tuple(components),
            state=("failed" if self._problems else "loaded") if state == "owned" else state,
            reason=f"{why}." if why else " ".join(str(problem) for problem in self.problems),
        )

    @cached_property
    def _manifest(self) -> "Manifest | None":
        return self._try("import", "", self._bring_in) if self.title.state == "owned" else None

    def _bring_in(self) -> "Manifest":
        from netcore.plugins.loading import Manifest

        return Manifest(self.name, self.title.claim.load())

    @cached_property
    def _observes(self) -> bool:
        return self._manifest is not None and self._manifest.implements(_OBSERVE)

    def _describe(self, kind: Kind[D_co]) -> tuple[D_co, ...]:
        manifest = self._manifest
        if manifest is None or not manifest.implements(kind.hook):
            return ()

        def described() -> tuple[D_co, ...]:
            parts = [checked(kind, self.name, result) for result in manifest.call(kind.hook)]
            return checked(kind, self.name, [descriptor for part in parts for descriptor in part])

        return self._try("describe", kind.hook, described) or ()

    def _try(self, stage: Stage, about: str, work: Callable[[], T]) -> T | None:
        """What the work gives, or None when it fails: what went wrong is kept, and everything else goes on."""
        try:
            with self._guard(stage, about):
                return work()
        except PluginError:
            if self._raise_errors:
                raise
            return None

    @contextmanager
    def _guard(self, stage: Stage, about: str = "") -> Iterator[None]:
        """What goes wrong inside is kept, and raised as a `PluginError`."""
        try:
            yield
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a plugin that calls sys.exit() must not end the program either
            if stage == "create" and isinstance(error, NetcoreError):
                raise  # said on purpose: a setting is missing, a sign-in is needed
            problem = self._problem(stage, one_line(error), place_of(error), about)
            self._problems.setdefault((stage, about), problem)
            raise PluginError(str(problem)) from error

    def _problem(self, stage: Stage, error: str, place: str = "", component: str = "") -> PluginProblem:
        claim = self.title.claim
        return PluginProblem(
            plugin=self.name,
            distribution=claim.distribution,
            version=claim.version,
            stage=stage,
            error=f"{component}: {error}" if component else error,
            place=place,
        )

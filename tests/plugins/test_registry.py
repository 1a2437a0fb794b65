"""Finding plugins, bringing them in lazily, and keeping their failures apart."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from netcore.errors import PluginError, PluginUnavailable, SignInNeeded, UsageError
from netcore.model.work import Entry
from netcore.plugins import (
    ContactSourceDescriptor,
    Draft,
    MessageCheck,
    MessageCheckDescriptor,
    OutboxDescriptor,
    ReplyRuleDescriptor,
    Setting,
    hookimpl,
)
from netcore.plugins.registry import Registry
from netcore.testing import FixedClock, make_context
from tests.plugins import installing
from tests.plugins.installing import Install

install, site = installing.install, installing.site

EVENT = Entry(at=FixedClock()(), event="message.sent", text="A letter left.")


class Check(MessageCheck):
    def __init__(self, context: Any) -> None:
        self.context = context

    def run(self, draft: Draft) -> list[Any]:
        return []


def make_something_else(context: Any) -> object:
    return SimpleNamespace()


def make_nothing(context: Any) -> object:
    raise ZeroDivisionError("no luck")


def sign_in(context: Any) -> object:
    raise SignInNeeded("Run `netcore accounts check`.")


def check(name: str, factory: str = "Check", **fields: Any) -> MessageCheckDescriptor:
    return MessageCheckDescriptor(name=name, summary="A check.", factory=f"{__name__}:{factory}", **fields)


def offering(*checks: Any) -> object:
    """A manifest with message checks."""

    class Manifest:
        @hookimpl
        def netcore_message_checks(self) -> Any:
            return list(checks)

    return Manifest()


# -- lazy ------------------------------------------------------------------------------------------------------------


def test_listing_names_imports_no_manifest(install: Install, site: Path) -> None:
    install("alpha")
    install("beta")
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from netcore.plugins.registry import Registry\n"
        "names = Registry.discover().names()\n"
        "assert {'alpha', 'beta'} <= set(names), names\n"
        "print([name for name in ('dist_alpha', 'dist_beta', 'pluggy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_values_and_base_classes_come_without_pluggy() -> None:
    code = "import sys, netcore, netcore.plugins; print('pluggy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_asking_for_a_component_by_name_imports_its_owner_only(install: Install) -> None:
    install("alpha")
    install("beta")
    registry = Registry.discover(only=["alpha", "beta"])
    assert registry.message_check("beta").name == "beta"
    assert "dist_beta" in sys.modules
    assert "dist_alpha" not in sys.modules


def test_asking_for_a_kind_imports_manifests_and_no_implementation(install: Install) -> None:
    install("alpha")
    registry = Registry.discover(only=["alpha"])
    (descriptor,) = registry.message_checks()
    assert "dist_alpha" in sys.modules
    assert "dist_alpha_check" not in sys.modules
    with pytest.raises(PluginError, match="dist_alpha_check"):
        registry.create(descriptor, make_context(descriptor))


def test_a_manifest_is_imported_once_however_often_it_is_asked(install: Install) -> None:
    file = install("alpha")
    counter = file.with_name("count.txt")
    count = f"with open({str(counter)!r}, 'a') as file:\n    file.write('x')\n"
    file.write_text(count + "raise RuntimeError('broken')\n")
    registry = Registry.discover(only=["alpha"])
    for _ in range(3):
        registry.message_checks()
        registry.plugins()
        registry.observe(EVENT)
    assert counter.read_text() == "x"


# -- components ------------------------------------------------------------------------------------------------------


def test_a_component_is_created_from_its_descriptor() -> None:
    registry = Registry.of({"alpha": offering(check("alpha"))})
    context = make_context()
    made = registry.create(registry.message_check("alpha"), context)
    assert isinstance(made, Check)
    assert made.context is context


def test_a_source_with_patterns_is_a_file_source() -> None:
    plain = ContactSourceDescriptor(name="alpha", summary="A book.", factory="json:loads")
    files = ContactSourceDescriptor(name="alpha.file", summary="A file.", factory="json:loads", patterns=("*.x",))
    manifest = SimpleNamespace(netcore_contact_sources=hookimpl(lambda: [plain, files]))
    registry = Registry.of({"alpha": manifest})
    assert registry.sources() == (plain, files)
    assert registry.file_sources() == (files,)


def test_reply_rules_come_in_the_order_of_asking() -> None:
    rules = [
        ReplyRuleDescriptor(name=name, summary="A rule.", factory="json:loads", order=order)
        for name, order in (("alpha", 70), ("alpha.first", 10), ("alpha.also", 70))
    ]
    registry = Registry.of({"alpha": SimpleNamespace(netcore_reply_rules=hookimpl(lambda: rules))})
    assert [rule.name for rule in registry.reply_rules()] == ["alpha.first", "alpha", "alpha.also"]


def test_a_name_that_nobody_offers_is_answered_with_the_names_there_are() -> None:
    registry = Registry.of({"alpha": offering(check("alpha"), check("alpha.tone"))})
    with pytest.raises(PluginUnavailable) as caught:
        registry.message_check("alpha.tune")
    assert "Did you mean 'alpha.tone'?" in str(caught.value)
    assert "There are: alpha, alpha.tone." in str(caught.value)


def test_a_plugin_that_offers_something_else_says_what() -> None:
    registry = Registry.of({"alpha": offering(check("alpha"))})
    with pytest.raises(PluginUnavailable, match="offers: check alpha"):
        registry.outbox("alpha")


def test_a_component_of_a_broken_plugin_is_answered_with_what_is_wrong() -> None:
    registry = Registry.of({"alpha": None})
    with pytest.raises(PluginUnavailable, match="'alpha' cannot be imported: the manifest is None"):
        registry.message_check("alpha")


def test_a_component_of_the_wrong_class_is_refused() -> None:
    registry = Registry.of({"alpha": offering(check("alpha", "make_something_else"))})
    with pytest.raises(PluginError, match=r"made a SimpleNamespace, which is no .*MessageCheck"):
        registry.create(registry.message_check("alpha"), make_context())
    assert [problem.stage for problem in registry.problems()] == ["create"]


def test_what_a_plugin_says_on_purpose_comes_through() -> None:
    registry = Registry.of({"alpha": offering(check("alpha", "sign_in"))})
    with pytest.raises(SignInNeeded):
        registry.create(registry.message_check("alpha"), make_context())
    assert registry.problems() == ()


def test_a_component_that_works_after_all_is_no_problem_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry.of({"alpha": offering(check("alpha", "make_nothing"))})
    descriptor = registry.message_check("alpha")
    with pytest.raises(PluginError, match=r"alpha: ZeroDivisionError: no luck \(plugins/test_registry.py, line \d+\)"):
        registry.create(descriptor, make_context())
    assert registry.problems()
    monkeypatch.setattr(sys.modules[__name__], "make_nothing", Check)
    registry.create(descriptor, make_context())
    assert registry.problems() == ()


# -- failures kept apart ---------------------------------------------------------------------------------------------

BROKEN_MODULES = {
    "import": "import no_such_module",
    "syntax": "def",
    "exit": "import sys; sys.exit(3)",
    "base exception": "raise BaseException('odd')",
    "recursion": "def f(): f()\nf()",
    "wrong arguments": "from netcore.plugins import hookimpl\n@hookimpl\ndef netcore_observe(evnt): pass",
    "unknown hook": "from netcore.plugins import hookimpl\n@hookimpl\ndef netcore_sources(): return []",
    "forgotten mark": "def netcore_message_checks(): return []",
}


@pytest.mark.parametrize("code", BROKEN_MODULES.values(), ids=BROKEN_MODULES)
def test_a_plugin_that_cannot_come_in_is_recorded_and_the_rest_works(install: Install, code: str) -> None:
    install("alpha", code, version="2.5")
    install("beta")
    registry = Registry.discover(only=["alpha", "beta"])
    assert [found.name for found in registry.message_checks()] == ["beta"]
    (problem,) = registry.problems()
    assert (problem.plugin, problem.distribution, problem.version) == ("alpha", "dist-alpha", "2.5")
    assert problem.stage == "import"
    assert "\n" not in str(problem)
    states = {info.name: info.state for info in registry.plugins() if info.state != "disabled"}
    assert states == {"alpha": "failed", "beta": "loaded"}


def test_an_optional_hook_of_a_newer_netcore_is_no_mistake() -> None:
    class Manifest:
        @hookimpl(optionalhook=True)
        def netcore_dreams(self) -> Any:
            return []

    assert Registry.of({"alpha": Manifest()}).plugins()[0].state == "loaded"


WRONG_DESCRIPTIONS = {
    "nothing": None,
    "no list": check("alpha"),
    "a generator": (check("alpha") for _ in range(1)),
    "another kind": [OutboxDescriptor(name="alpha", summary="x", factory="a:b")],
    "somebody else's name": [check("beta")],
    "a name that only looks like ours": [check("alphabet")],
    "an odd name": [check("alpha.Über")],
    "one name twice": [check("alpha"), check("alpha")],
    "no summary": [MessageCheckDescriptor(name="alpha", summary=" ", factory="a:b")],
    "no factory": [MessageCheckDescriptor(name="alpha", summary="x", factory="a.b")],
    "a wrong type": [MessageCheckDescriptor(name="alpha", summary=5, factory="a:b")],
    "a secret with a default": [check("alpha", settings=(Setting(name="key", help="x", secret=True, default="x"),))],
    "a default of the wrong type": [
        check("alpha", settings=(Setting(name="n", help="x", type="integer", default="x"),))
    ],
    "no choices": [check("alpha", settings=(Setting(name="n", help="x", type="choice"),))],
    "a setting twice": [check("alpha", settings=(Setting(name="n", help="x"), Setting(name="n", help="x")))],
    "a setting with an odd name": [check("alpha", settings=(Setting(name="sent_folder", help="x"),))],
}


@pytest.mark.parametrize("returned", WRONG_DESCRIPTIONS.values(), ids=WRONG_DESCRIPTIONS)
def test_a_wrong_description_is_recorded_and_the_plugins_other_hooks_work(returned: Any) -> None:
    class Manifest:
        @hookimpl
        def netcore_message_checks(self) -> Any:
            return returned

        @hookimpl
        def netcore_outboxes(self) -> Any:
            return [OutboxDescriptor(name="alpha", summary="A way out.", factory="a:b")]

    registry = Registry.of({"alpha": Manifest()})
    assert registry.message_checks() == ()
    assert [found.name for found in registry.outboxes()] == ["alpha"]
    (problem,) = registry.problems()
    assert (problem.stage, problem.plugin) == ("describe", "alpha")
    (info,) = registry.plugins()
    assert info.state == "failed"
    assert [component.kind for component in info.components] == ["outbox"]


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(1), GeneratorExit(), StopIteration("x"), MemoryError()])
def test_a_hook_that_raises_is_recorded(error: BaseException) -> None:
    class Manifest:
        @hookimpl
        def netcore_message_checks(self) -> Any:
            raise error

    registry = Registry.of({"alpha": Manifest(), "beta": offering(check("beta"))})
    assert [found.name for found in registry.message_checks()] == ["beta"]
    assert [problem.stage for problem in registry.problems()] == ["describe"]


def test_the_user_can_always_interrupt() -> None:
    class Manifest:
        @hookimpl
        def netcore_message_checks(self) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Registry.of({"alpha": Manifest()}).message_checks()


def test_every_observer_is_told_and_a_failing_one_changes_nothing() -> None:
    told = []

    class Broken:
        @hookimpl
        def netcore_observe(self, event: Any) -> None:
            raise RuntimeError("deaf")

    class Works:
        @hookimpl
        def netcore_observe(self, event: Any) -> None:
            told.append(event)

    registry = Registry.of({"alpha": Broken(), "beta": Works()})
    for _ in range(3):
        registry.observe(EVENT)
    assert told == [EVENT] * 3
    assert [(problem.plugin, problem.stage) for problem in registry.problems()] == [("alpha", "observe")]
    assert registry.holds() == ()


def test_a_plugins_wrapper_cannot_touch_the_hooks_of_others() -> None:
    class Greedy:
        @hookimpl(wrapper=True)
        def netcore_message_checks(self) -> Any:
            yield
            return [[]]

    registry = Registry.of({"alpha": Greedy(), "beta": offering(check("beta"))})
    assert [found.name for found in registry.message_checks()] == ["beta"]


def test_an_author_gets_the_error_itself_when_asking_for_it(install: Install) -> None:
    install("alpha", "1 / 0")
    registry = Registry.discover(only=["alpha"], raise_errors=True)
    with pytest.raises(PluginError) as caught:
        registry.message_checks()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


# -- names and their owners ------------------------------------------------------------------------------------------


def test_two_distributions_with_one_name_are_both_left_out_and_the_user_is_told_how_to_choose(install: Install) -> None:
    install("alpha", distribution="first")
    install("alpha", distribution="second", version="2.0")
    registry = Registry.discover(only=["alpha"])
    infos = [info for info in registry.plugins() if info.name == "alpha"]
    assert [(info.state, info.distribution) for info in infos] == [("conflict", "first"), ("conflict", "second")]
    assert "first 1.0 and second 2.0" in infos[0].reason
    assert "pip uninstall second" in infos[0].reason
    assert "-second:alpha in NETCORE_PLUGINS" in infos[0].reason
    assert registry.names() == ()
    assert registry.message_checks() == ()


@pytest.mark.parametrize("only", [["second:alpha"], ["Second:alpha"], ["alpha", "-first:alpha"]])
def test_one_of_two_distributions_is_chosen_as_the_message_says(install: Install, only: list[str]) -> None:
    install("alpha", distribution="first")
    install("alpha", distribution="second")
    registry = Registry.discover(only=only)
    assert [(info.distribution, info.state) for info in registry.plugins() if info.name == "alpha"] == [
        ("first", "disabled"),
        ("second", "loaded"),
    ]
    assert registry.problems() == ()


def test_one_distribution_cannot_name_two_plugins_alike(install: Install) -> None:
    install("alpha", distribution="first", module="first_one")
    install("alpha", distribution="first", module="first_two")
    infos = [info for info in Registry.discover().plugins() if info.name == "alpha"]
    assert {info.state for info in infos} == {"conflict"}
    assert "first 1.0 names two plugins 'alpha'" in infos[0].reason


def test_damaged_metadata_of_others_harms_nobody(install: Install, site: Path) -> None:
    install("alpha")
    for number, data in enumerate((b"[console_scripts]\nnonsense\n", b"\xff\xfe\0", b"x = y\n[")):
        folder = site / f"other{number}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: other{number}\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_bytes(data)
    registry = Registry.discover()
    assert "alpha" in registry.names()
    assert registry.holds() == ()


def test_damaged_metadata_of_a_plugin_is_shown_and_holds_messages(install: Install, site: Path) -> None:
    install("alpha", distribution="netcore-alpha", version="3.1")
    (site / "netcore_alpha-3.1.dist-info" / "entry_points.txt").write_text("[netcore]\nalpha\n")
    registry = Registry.discover()
    (problem,) = registry.holds()
    assert (problem.distribution, problem.version) == ("netcore-alpha", "3.1")
    assert "list of entry points is damaged: install it again" in str(problem)


@pytest.mark.parametrize("name", ["Alpha", "alpha.beta", "al_pha", "plugin", "-alpha"])
def test_a_name_that_can_be_no_plugins_is_refused(name: str) -> None:
    registry = Registry.of({name: offering(check(name))})
    assert registry.plugins()[0].state == "failed"
    assert registry.message_checks() == ()


# -- what the user selects -------------------------------------------------------------------------------------------

THREE = {name: offering(check(name)) for name in ("alpha", "beta", "gamma")}


@pytest.mark.parametrize(
    ("only", "names"),
    [
        (None, "alpha beta gamma"),
        (["beta"], "beta"),
        (["-beta"], "alpha gamma"),
        (["*", "-beta"], "alpha gamma"),
        (["beta", "-beta"], ""),
        (["beta", "-gamma"], "beta"),
        ([], ""),
    ],
)
def test_a_selection_loads_what_it_says(only: list[str] | None, names: str) -> None:
    registry = Registry.of(THREE, only=only)
    assert " ".join(registry.names()) == names
    assert " ".join(found.name for found in registry.message_checks()) == names


@pytest.mark.parametrize("item", ["", "a b", "Alpha", "a:b:c", "--alpha", "alpha="])
def test_an_item_that_can_mean_nothing_is_refused(item: str) -> None:
    with pytest.raises(UsageError, match="selects no plugin"):
        Registry.of(THREE, only=[item])


def test_a_plugin_left_out_says_so_and_is_never_imported(install: Install) -> None:
    install("alpha")
    registry = Registry.discover(only=["-alpha"])
    (info,) = (info for info in registry.plugins() if info.name == "alpha")
    assert (info.state, info.components) == ("disabled", ())
    assert "left out" in info.reason
    with pytest.raises(PluginUnavailable, match="left out"):
        registry.message_check("alpha")
    assert "dist_alpha" not in sys.modules


def test_a_plugin_asked_for_by_name_that_is_not_there_is_a_failure() -> None:
    registry = Registry.of(THREE, only=["alpha", "delta"])
    infos = {info.name: info for info in registry.plugins()}
    assert infos["delta"].state == "failed"
    assert "not installed" in infos["delta"].reason


# -- what decides whether a message leaves ---------------------------------------------------------------------------


def test_messages_are_held_while_a_plugin_that_cannot_be_loaded_might_have_a_check(install: Install) -> None:
    install("alpha", "import no_such_module")
    assert [problem.plugin for problem in Registry.discover(only=["alpha"]).holds()] == ["alpha"]
    assert Registry.discover(only=["alpha"]).message_checks().problems
    assert Registry.discover(only=["-alpha", "*"]).holds() == ()


@pytest.mark.parametrize("hook", ["netcore_message_checks", "netcore_inboxes", "netcore_reply_rules"])
def test_messages_are_held_while_a_hook_that_has_a_say_is_broken(hook: str) -> None:
    manifest = SimpleNamespace(**{hook: hookimpl(lambda: 1 / 0)})
    (problem,) = Registry.of({"alpha": manifest}).holds()
    assert hook in problem.error


@pytest.mark.parametrize("hook", ["netcore_contact_sources", "netcore_exporters", "netcore_matchers"])
def test_messages_are_not_held_by_a_hook_that_has_no_say(hook: str) -> None:
    registry = Registry.of({"alpha": SimpleNamespace(**{hook: hookimpl(lambda: 1 / 0)})})
    registry.plugins()
    assert registry.problems()
    assert registry.holds() == ()


def test_messages_are_held_while_two_distributions_claim_one_name(install: Install) -> None:
    install("alpha", distribution="first")
    install("alpha", distribution="second")
    assert {problem.plugin for problem in Registry.discover(only=["alpha"]).holds()} == {"alpha"}


def test_messages_are_held_while_a_plugin_that_was_asked_for_is_not_there() -> None:
    assert [problem.plugin for problem in Registry.of({}, only=["alpha"]).holds()] == ["alpha"]

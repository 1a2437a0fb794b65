"""Where a setting's value comes from, and what is said when it is wrong or missing."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.errors import SettingMissing, UnreadableFile, UsageError
from netcore.plugins import OutboxDescriptor, Setting
from netcore.plugins.configuration import Configuration
from netcore.plugins.memory import MemorySecrets
from netcore.plugins.resolution import Places, given_secrets, resolve
from netcore.plugins.surroundings import Surroundings
from netcore.testing import FixedClock

URL = Setting(name="url", help="The address book's address.", type="url", required=True)
FOLDER = Setting(name="sent-folder", help="Where sent mail is.", default="Sent")
PASSWORD = Setting(name="password", help="The password.", secret=True, required=True)


def configured(home: Path, text: str) -> Configuration:
    (home / "config.toml").write_text(text, "utf-8")
    return Configuration.read(home)


def value(setting: Setting, **places: Any) -> Any:
    return resolve([setting], Places(plugin="mail", account="mail:ada", **places))[setting.name]


# -- the order -------------------------------------------------------------------------------------------------------


def test_the_first_place_that_says_something_wins(tmp_path: Path) -> None:
    configuration = configured(
        tmp_path,
        '[plugins.mail]\nsent-folder = "plugin"\n[accounts."mail:ada"]\nsent-folder = "account file"\n',
    )
    places: dict[str, Any] = {
        "explicit": {"sent-folder": "explicit"},
        "environment": {"NETCORE_MAIL_SENT_FOLDER": "environment"},
        "stored": {"sent-folder": "stored"},
        "configuration": configuration,
    }
    expected = ["explicit", "environment", "stored", "account file"]
    for name, text in zip(list(places), expected, strict=True):
        assert value(FOLDER, **places) == text
        del places[name]
    only_plugin = configured(tmp_path, '[plugins.mail]\nsent-folder = "plugin"\n')
    assert value(FOLDER, configuration=only_plugin) == "plugin"
    assert value(FOLDER) == "Sent"


def test_what_was_not_said_counts_for_nothing() -> None:
    assert value(FOLDER, explicit={"sent-folder": None}, environment={"NETCORE_MAIL_SENT_FOLDER": ""}) == "Sent"


def test_false_and_zero_are_values() -> None:
    flag = Setting(name="invite", help="x", type="boolean", default=True)
    number = Setting(name="days", help="x", type="integer", default=7)
    assert value(flag, explicit={"invite": False}, environment={"NETCORE_MAIL_INVITE": "yes"}) is False
    assert value(number, stored={"days": 0}) == 0


def test_an_optional_setting_without_a_value_is_none() -> None:
    assert value(Setting(name="note", help="x")) is None


# -- types -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting_type", "given_value", "expected"),
    [
        ("text", " Ada ", "Ada"),
        ("integer", "42", 42),
        ("integer", 42, 42),
        ("boolean", "Yes", True),
        ("boolean", "off", False),
        ("boolean", True, True),
        ("url", "https://ada@example.org:8443/dav", "https://ada@example.org:8443/dav"),
        ("choice", "low", "low"),
        ("path", "letters", "letters"),
    ],
)
def test_a_value_is_converted_to_the_settings_type(setting_type: Any, given_value: Any, expected: Any) -> None:
    choices = ("low", "high") if setting_type == "choice" else ()
    setting = Setting(name="x", help="x", type=setting_type, choices=choices)
    assert value(setting, explicit={"x": given_value}) == expected


@pytest.mark.parametrize(
    ("setting_type", "given_value", "words"),
    [
        ("text", "  ", "must be text that is not empty"),
        ("text", 5, "must be text"),
        ("integer", "four", "must be a whole number"),
        ("integer", True, "must be a whole number"),
        ("integer", 1.5, "must be a whole number"),
        ("boolean", "perhaps", "must be true or false"),
        ("url", "example.org", "must be a whole web address"),
        ("url", "https://exa mple.org/", "must be a whole web address"),
        ("url", "https://[::1/", "must be a web address"),
        ("url", "https://example.org:99999/", "must be a web address"),
        ("choice", "LOW", "must be one of low, high"),
        ("path", "a\0b", "NUL"),
    ],
)
def test_a_value_of_the_wrong_type_is_one_sentence(setting_type: Any, given_value: Any, words: str) -> None:
    choices = ("low", "high") if setting_type == "choice" else ()
    setting = Setting(name="x", help="x", type=setting_type, choices=choices)
    with pytest.raises(UsageError, match=rf"^x \(--x\) .*{words}") as caught:
        value(setting, explicit={"x": given_value})
    assert "\n" not in str(caught.value)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="password in clear") as caught:
        value(URL, explicit={"url": "https://ada:hunter2@example.org/"})
    assert "hunter2" not in str(caught.value)


def test_all_mistakes_are_told_at_once_and_each_says_where_it_stands(tmp_path: Path) -> None:
    settings = [Setting(name="a", help="x", type="integer"), Setting(name="b", help="x", type="boolean")]
    configuration = configured(tmp_path, '[plugins.mail]\na = "one"\n')
    with pytest.raises(UsageError) as caught:
        resolve(
            settings,
            Places(
                plugin="mail",
                explicit={"c": "x"},
                environment={"NETCORE_MAIL_B": "perhaps"},
                configuration=configuration,
            ),
        )
    unknown, first, second = str(caught.value).splitlines()
    assert unknown == "mail has no setting 'c'; it has a, b."
    assert first.startswith(f"a ({tmp_path / 'config.toml'}, [plugins.mail]) must be a whole number")
    assert second == "b (NETCORE_MAIL_B) must be true or false, not 'perhaps'."


def test_a_missing_setting_names_all_the_ways_to_give_it(tmp_path: Path) -> None:
    configuration = Configuration.read(tmp_path)
    with pytest.raises(SettingMissing) as caught:
        resolve([URL], Places(plugin="mail", configuration=configuration))
    text = str(caught.value)
    for way in ("--url", "NETCORE_MAIL_URL", f"url under [plugins.mail] in {tmp_path / 'config.toml'}"):
        assert way in text
    assert "The address book's address" in text


# -- paths -----------------------------------------------------------------------------------------------------------

LETTERS = Setting(name="path", help="x", type="path", default="{home}/letters")


def test_a_default_path_is_in_the_networks_own_folder(tmp_path: Path) -> None:
    assert value(LETTERS, home=tmp_path) == f"{tmp_path}/letters"


def test_a_relative_path_in_the_configuration_is_meant_from_there(tmp_path: Path) -> None:
    configuration = configured(tmp_path, '[plugins.mail]\npath = "post/letters"\n')
    assert value(LETTERS, configuration=configuration) == str(tmp_path / "post/letters")
    assert value(LETTERS, configuration=configuration, explicit={"path": "here"}) == "here"


def test_a_tilde_is_the_users_folder_as_the_environment_says() -> None:
    assert value(LETTERS, explicit={"path": "~/post"}, environment={"HOME": "/home/ada"}) == "/home/ada/post"
    with pytest.raises(UsageError, match="write '~/post' out in full"):
        value(LETTERS, explicit={"path": "~/post"})


# -- secrets ---------------------------------------------------------------------------------------------------------


def test_a_secret_is_never_among_the_settings() -> None:
    places = Places(plugin="mail", environment={"NETCORE_MAIL_PASSWORD": "hunter2"})
    assert resolve([PASSWORD], places) == {}
    assert given_secrets([PASSWORD, FOLDER], places) == {"password": "hunter2"}


def test_a_required_secret_may_be_in_the_safe() -> None:
    assert resolve([PASSWORD], Places(plugin="mail"), MemorySecrets({"password": "x"})) == {}
    with pytest.raises(SettingMissing, match=r"--password \(you will be asked for it\) or .* NETCORE_MAIL_PASSWORD"):
        resolve([PASSWORD], Places(plugin="mail"), MemorySecrets())


@pytest.mark.parametrize("where", ["[plugins.mail]", '[accounts."mail:ada"]'])
def test_a_secret_in_clear_in_the_configuration_is_refused_and_not_repeated(tmp_path: Path, where: str) -> None:
    configuration = configured(tmp_path, f'{where}\npassword = "hunter2"\n')
    with pytest.raises(UsageError, match="is a secret and must not stand in") as caught:
        resolve([PASSWORD], Places(plugin="mail", account="mail:ada", configuration=configuration))
    assert "hunter2" not in str(caught.value)


# -- the configuration file ------------------------------------------------------------------------------------------


def test_no_configuration_is_an_empty_one(tmp_path: Path) -> None:
    configuration = Configuration.read(tmp_path / "nowhere")
    assert (configuration.only, configuration.plugins, configuration.accounts) == (None, {}, {})


def test_the_configuration_selects_plugins_and_the_place_of_secrets(tmp_path: Path) -> None:
    configuration = configured(tmp_path, '[netcore]\nplugins = ["*", "-google"]\nsecrets = "file"\n')
    assert configuration.only == ("*", "-google")
    assert configuration.secrets == "file"


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("[plugins", UnreadableFile, "is not valid TOML"),
        ("colour = 1", UsageError, "unknown field `colour`"),
        ("[netcore]\nsecrets = 'paper'", UsageError, "Invalid enum value 'paper'"),
        ("[netcore]\nplugins = 'google'", UsageError, r"\$\.netcore\.plugins"),
        ("[netcore]\nplugins = ['a b']", UsageError, "'a b' selects no plugin"),
        ("[plugins]\nmail = 5", UsageError, r"\$\.plugins"),
    ],
)
def test_a_senseless_configuration_is_one_sentence(
    tmp_path: Path, text: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        configured(tmp_path, text)
    assert str(tmp_path / "config.toml") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_configuration_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\0")
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        Configuration.read(tmp_path)
    (tmp_path / "config.toml").unlink()
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(UnreadableFile, match="Is a directory"):
        Configuration.read(tmp_path)


def test_a_slip_of_the_pen_in_the_configuration_is_found(tmp_path: Path) -> None:
    configuration = configured(tmp_path, '[plugins.mail]\nsent-foldr = "x"\nurl = "https://example.org/"\n')
    (sentence,) = configuration.unknown_keys("mail", [URL, FOLDER])
    assert "'sent-foldr'" in sentence
    assert "sent-folder, url" in sentence


@given(st.text())
def test_any_file_is_read_or_refused_on_purpose(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("home")
    (folder / "config.toml").write_text(text, "utf-8", errors="replace")
    with suppress(UnreadableFile, UsageError):
        Configuration.read(folder)


# -- the context -----------------------------------------------------------------------------------------------------


def test_a_context_holds_what_its_component_declared_and_nothing_else(tmp_path: Path) -> None:
    descriptor = OutboxDescriptor(name="mail.smtp", summary="x", factory="a:b", settings=(FOLDER, PASSWORD))
    surroundings = Surroundings(
        home=tmp_path,
        now=FixedClock(),
        environment={"NETCORE_MAIL_PASSWORD": "hunter2", "NETCORE_MAIL_SENT_FOLDER": "Gesendet", "PATH": "/bin"},
    )
    state = {"cursor": "7"}
    context = surroundings.context(descriptor, account="mail:ada", state=state)
    assert context.account == "mail:ada"
    assert dict(context.settings) == {"sent-folder": "Gesendet"}
    assert context.text("sent-folder") == "Gesendet"
    assert context.secrets.get("password") == "hunter2"
    assert context.state is state
    assert context.cache_dir == tmp_path / "cache" / "mail"
    assert context.log.name == "netcore.plugins.mail.smtp"
    assert context.now().tzinfo is not None
    assert "hunter2" not in repr(context)


def test_a_component_without_an_account_works_without_any_store(tmp_path: Path) -> None:
    descriptor = OutboxDescriptor(name="folder", summary="x", factory="a:b", settings=(LETTERS,))
    context = Surroundings(home=tmp_path / "none", now=FixedClock()).context(descriptor)
    assert context.account == "folder"
    assert context.text("path") == str(tmp_path / "none" / "letters")
    context.state["x"] = "y"
    assert not (tmp_path / "none").exists()


def test_values_are_read_by_their_type(tmp_path: Path) -> None:
    settings = (
        Setting(name="days", help="x", type="integer"),
        Setting(name="invite", help="x", type="boolean", default=True),
        Setting(name="note", help="x"),
    )
    descriptor = OutboxDescriptor(name="mail", summary="x", factory="a:b", settings=settings)
    context = Surroundings(home=tmp_path, now=FixedClock()).context(descriptor)
    assert (context.integer("days"), context.flag("invite"), context.text("note")) == (0, True, "")

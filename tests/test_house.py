"""The house keeps its own rules: who imports whom, what is locked, what the top files say."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import jsonschema
import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "bot").rglob("*.py"))
MANIFEST_SCHEMA = ROOT.parent / "shared" / "slack-manifest.schema.json"


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Imports


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    outcome = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def environment_readings(source: str) -> Iterator[int]:
    """Yields the lines of `source` that reach for the environment through `os`."""
    names = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="os"), attr=attribute) if attribute in names:
                yield node.lineno
            case ast.ImportFrom(module="os", names=imported):
                yield from (node.lineno for each in imported if each.name in names)


@pytest.mark.parametrize(
    "source",
    ["import os\nos.environ['A']", "import os\nos.getenv('A')", "\nfrom os import environ as e"],
)
def test_a_reading_of_the_environment_is_seen(source: str) -> None:
    assert list(environment_readings(source)) == [2]


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_only_the_settings_read_the_environment(module: Path) -> None:
    readings = list(environment_readings(module.read_text(encoding="utf-8")))

    assert not readings or relative(module) == "bot/settings.py"


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_a_module_says_what_it_knows(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))


def third_party_imports(source: str) -> set[str]:
    """Returns the top-level names that `source` imports, Python's and our own left out."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"bot"}


def test_everything_imported_is_declared() -> None:
    imported = set().union(*(third_party_imports(each.read_text("utf-8")) for each in MODULES))
    providers = packages_distributions()
    allowed = {canonical(requirement.name) for requirement in declared()}

    undeclared = [
        name
        for name in imported
        if not allowed & {canonical(each) for each in providers.get(name, [])}
    ]

    assert undeclared == []


# What is locked


def locked(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Reads a requirements file: the requirement and the options of each entry, by its name."""
    entries = {}
    for entry in (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        requirement, *options = re.split(r"\s+(?=--)", entry.strip())
        parsed = Requirement(requirement)
        entries[canonical(parsed.name)] = (parsed, options)
    return entries


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][name] for name in extras)]
    return [Requirement(text) for texts in lists for text in texts]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_everything_locked_has_one_version_and_hashes_and_no_other_option(name: str) -> None:
    careless = [
        requirement.name
        for requirement, options in locked(name).values()
        if not re.fullmatch(r"==[^*,]+", str(requirement.specifier))
        or requirement.url
        or not options
        or not all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", option) for option in options)
    ]

    assert careless == []


@pytest.mark.parametrize(
    ("name", "extras"), [("requirements.txt", []), ("requirements-dev.txt", ["dev"])]
)
def test_everything_declared_is_locked_in_a_version_it_allows(name: str, extras: list[str]) -> None:
    versions = {key: str(entry.specifier)[2:] for key, (entry, _) in locked(name).items()}

    missing = [
        str(requirement)
        for requirement in declared(*extras)
        if not requirement.specifier.contains(versions.get(canonical(requirement.name), "0"))
    ]

    assert missing == []


def test_tests_run_with_what_is_deployed() -> None:
    deployed, tested = locked("requirements.txt"), locked("requirements-dev.txt")

    assert {name: tested.get(name) for name in deployed} == deployed


# What is in the repository


def tracked_texts() -> Iterator[tuple[str, str]]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listing.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            yield name, path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize(
    "unwanted",
    [
        pytest.param(r"(?<![\w.~*-])/(work|root|home/\w+|Users/\w+)/\w", id="path of one machine"),
        pytest.param(
            r"--(extra-)?index-url[ =]|--find[-]links|https?://\S+\.(whl|tgz|tar\.gz)\b",
            id="package index",
        ),
        pytest.param(r"\bxox[abposr]-\d{6,}-\w+|\bxapp-\d-\w{6,}-\d{6,}-\w{16,}", id="Slack token"),
    ],
)
def test_no_tracked_file_holds_what_belongs_to_one_machine_or_person(unwanted: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(unwanted, line)
    ]

    assert found == []


# The manifest


@pytest.fixture(scope="module")
def manifest() -> dict:
    return json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.skipif(
    not MANIFEST_SCHEMA.exists() and os.environ.get("CI") != "true",
    reason="Slack's manifest schema is not beside this repository (../shared)",
)
def test_the_manifest_is_valid_for_slack(manifest: dict) -> None:
    schema = json.loads(MANIFEST_SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)

    assert [error.message for error in validator.iter_errors(manifest)] == []


def test_the_manifest_asks_for_no_more_than_the_bot_needs(manifest: dict) -> None:
    needed = {"app_mentions:read", "assistant:write", "chat:write", "commands", "im:history"}

    # Slack wants an optional scope in both lists.
    assert manifest["oauth_config"]["scopes"] == {
        "bot": [*sorted(needed), "users:read"],
        "bot_optional": ["users:read"],
    }


def test_the_manifest_subscribes_to_what_is_handled(manifest: dict) -> None:
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "message.im",
        "tokens_revoked",
    ]


def test_the_manifest_offers_the_command_and_the_shortcuts(manifest: dict) -> None:
    features = manifest["features"]

    assert [each["command"] for each in features["slash_commands"]] == ["/ask"]
    assert {
        each["callback_id"]: (each["type"], each["name"]) for each in features["shortcuts"]
    } == {
        "check_claim": ("message", "Check this claim"),
        "ask_about": ("message", "Ask about this"),
    }


BOUNDARY = "3561f3a3c5576e2ce0dc0d1e268bb9b2"
"""What the Slack CLI makes up to tell a hook's answer from what else it prints."""


def as_the_slack_cli(hook: str, cwd: Path = ROOT, **environment: str) -> str:
    """What a hook answers to the Slack CLI, which has a shell run its words and its own flags.

    https://github.com/slackapi/slack-cli/tree/main/internal/hooks
    """
    flags = ["--protocol=message-boundaries", f"--boundary={BOUNDARY}"]
    done = subprocess.run(
        ["sh", "-c", " ".join([*hook.split(), *flags])],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def hooks() -> dict[str, str]:
    """The hooks as the Slack CLI merges them: those of the file over those of get-hooks."""
    own = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))["hooks"]
    module = own["get-hooks"].removeprefix(".venv/bin/python ")
    asked = subprocess.run([sys.executable, *module.split()], capture_output=True, check=True)
    offered = json.loads(asked.stdout)
    assert "message-boundaries" in offered["config"]["protocol-version"]
    assert offered["config"]["sdk-managed-connection-enabled"] is True
    return offered["hooks"] | own


def test_the_slack_cli_finds_the_manifest(manifest: dict, hooks: dict[str, str]) -> None:
    _, found, _ = as_the_slack_cli(hooks["get-manifest"]).split(BOUNDARY)

    assert json.loads(found) == manifest


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"SLACK_CLI_XOXB": "xoxb-1", "SLACK_CLI_XAPP": "xapp-1"}, id="from the CLI"),
        pytest.param({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, id="already set"),
        pytest.param(
            {"SLACK_CLI_XOXB": "xoxb-1", "SLACK_CLI_XAPP": "xapp-1", "SLACK_BOT_TOKEN": "xoxb-2"},
            id="both, when the CLI's own win",
        ),
    ],
)
def test_the_slack_cli_starts_the_bot_with_its_tokens(
    tmp_path: Path, environment: dict[str, str], hooks: dict[str, str]
) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$SLACK_BOT_TOKEN $SLACK_APP_TOKEN $*"\n')
    python.chmod(0o755)

    started = as_the_slack_cli(hooks["start"], tmp_path, **environment)

    assert started == "xoxb-1 xapp-1 -m bot run --socket\n"


# Commands


def make(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    assert program, "these tests need make"
    return subprocess.run(
        [program, "--no-print-directory", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE))


def test_every_make_target_is_listed_by_help() -> None:
    listed = set(re.findall(r"^make ([a-z0-9-]+)", make("help").stdout, re.MULTILINE))

    assert listed == make_targets()


def test_every_make_target_of_the_readme_exists() -> None:
    readme = ROOT / "README.md"
    code = re.findall(r"```.*?```|`[^`\n]+`", readme.read_text(encoding="utf-8"), re.DOTALL)
    mentioned = set(re.findall(r"\bmake (?:-\w+ )*([a-z][a-z0-9-]+)", "\n".join(code)))

    assert mentioned <= make_targets()


@pytest.mark.parametrize(
    ("python3", "says"),
    [
        pytest.param(None, "Python 3.11 or newer is needed", id="no Python"),
        pytest.param(
            'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi',
            "python3 there: Python 3.9.2",
            id="too old",
        ),
        pytest.param(
            'case "$2" in *ensurepip*) exit 1;; esac', "apt-get install python3-venv", id="no venv"
        ),
    ],
)
def test_make_says_in_one_line_what_python_lacks(
    tmp_path: Path, python3: str | None, says: str
) -> None:
    if python3 is not None:
        program = tmp_path / "python3"
        program.write_text(f"#!/bin/sh\n{python3}\n")
        program.chmod(0o755)

    outcome = make("-s", "run", f"VENV={tmp_path}/venv", env={"PATH": str(tmp_path)})

    complaint = outcome.stderr.partition("make: ***")[0].splitlines()
    assert (outcome.returncode, outcome.stdout, len(complaint)) == (2, "", 1)
    assert says in complaint[0]


def test_ci_is_executable_and_ends_with_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    steps = re.findall(r"^ *step .*", script.read_text(encoding="utf-8"), re.MULTILINE)

    assert os.access(script, os.X_OK)
    assert steps[-1].endswith("make test")


def test_the_procfile_has_the_three_processes() -> None:
    processes = dict(
        line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    )

    assert processes == {
        "web": "python -m bot run --http",
        "worker": "python -m bot run --socket",
        "release": "python -m bot migrate",
    }


# Settings


def settings_read() -> set[str]:
    """Returns the names that bot/settings.py asks the environment for."""
    tree = ast.parse((ROOT / "bot" / "settings.py").read_text(encoding="utf-8"))
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and str(node.args[0].value).isupper()
    }


def test_the_example_shows_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE))

    # XDG_CACHE_HOME is the desktop's, not ours.
    assert shown == settings_read() - {"XDG_CACHE_HOME"}


def test_the_example_explains_every_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    paragraphs = [
        each for each in example.split("\n\n") if re.search("^# [A-Z_]+=", each, re.MULTILINE)
    ]

    assert [each for each in paragraphs if re.match("# [A-Z_]+=", each)] == []

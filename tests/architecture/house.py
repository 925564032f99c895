"""The house rules that a tool off the shelf does not know: each a function from a tree to what offends in it."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

LONGEST = 300
PACKAGES = ("deploy", "services", "shared")
FOLDERS = (*PACKAGES, "tests", "docs", "examples", ".ci")
NOT_OURS = {"__pycache__", "vendor"}
TEXT = {".css", ".html", ".js", ".json", ".lock", ".md", ".py", ".svg", ".toml", ".txt", ".yaml", ".yml", ""}

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|farm|root|home/\w+|Users/\w+)/")
PACKAGE_HOST = re.compile(r"(?:pypi|pythonhosted|npmjs|crates|maven)[\w.-]*\.(?:org|com|io)|(?<!no-emit-)index[-]url")
NOT_SAID = re.compile(r"v[ií]ctim|vittim", re.IGNORECASE)
NOT_NAMED = re.compile(r"(Manager|Helper|Handler|Impl|Utils?|Victim|Patient|Beneficiary)s?$")
FROM_ELSEWHERE = re.compile(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import")
MOCKS = {"unittest.mock", "mock", "pytest_mock"}
LOGGED = {"debug", "info", "warning", "error", "exception", "critical", "log"}
CLOCKS = {"date.today", "datetime.today", "datetime.now", "datetime.utcnow", "time.time", "time.time_ns"}

Rule = Callable[[Path], Iterator[str]]


def long_modules(tree: Path) -> Iterator[str]:
    """A module over 300 lines wants splitting by family."""
    for path in modules(tree):
        if (lines := len(read(path).splitlines())) > LONGEST:
            yield f"{path}: {lines} lines"


def machine_paths(tree: Path) -> Iterator[str]:
    """A path of one machine works on no other."""
    return offending_lines(texts(tree), MACHINE_PATH)


def package_hosts(tree: Path) -> Iterator[str]:
    """Where packages come from is each machine's own setting."""
    return offending_lines(texts(tree), PACKAGE_HOST)


def the_word_never_shown(tree: Path) -> Iterator[str]:
    """In no language is she called that, on a screen or on paper."""
    return offending_lines((path for path in texts(tree) if inside(tree, path, *PACKAGES, "examples")), NOT_SAID)


def names_that_say_nothing(tree: Path) -> Iterator[str]:
    """Classes are named in the words of the house."""
    for path in packaged(tree):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef) and NOT_NAMED.search(node.name):
                yield f"{path}:{node.lineno}: {node.name}"


def prints(tree: Path) -> Iterator[str]:
    """Results are printed by the command line alone; everything else returns or logs."""
    for path in packaged(tree):
        if inside(tree, path, "deploy") and path.relative_to(tree).parts[1].startswith("cli"):
            continue
        yield from calls(path, {"print"})


def modules_without_purpose(tree: Path) -> Iterator[str]:
    """A public module says in one sentence what it is for."""
    for path in packaged(tree):
        said = parsed(path)
        if said.body and not ast.get_docstring(said):
            yield f"{path}: no docstring"


def clocks_in_a_domain(tree: Path) -> Iterator[str]:
    """Time is handed to a domain, and to its tests."""
    for path in modules(tree):
        if in_domain(tree, path):
            yield from calls(path, CLOCKS)


def mocks_in_a_domain_test(tree: Path) -> Iterator[str]:
    """A rule is shown on facts, never on a stand-in."""
    for path in modules(tree):
        if inside(tree, path, "tests") and in_domain(tree, path):
            for node in ast.walk(parsed(path)):
                if MOCKS & imported(node):
                    yield f"{path}: {ast.unparse(node)}"


def pages_that_reach_out(tree: Path) -> Iterator[str]:
    """A page loads nothing from elsewhere: a request abroad would tell of her."""
    pages = (path for path in texts(tree) if path.suffix in {".html", ".css", ".svg"} and inside(tree, path, *PACKAGES))
    return offending_lines(pages, FROM_ELSEWHERE)


def logs_that_may_tell(tree: Path) -> Iterator[str]:
    """A record is a code with ids out of one list, and never a text that something was put into."""
    for path in packaged(tree):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOGGED:
                to_log = re.search(r"logger$|getLogger\(|^logging$", ast.unparse(node.func.value))
                if to_log and [ast.unparse(each)[:6] for each in (*node.args, *node.keywords)] != ["said('"]:
                    yield f"{path}:{node.lineno}: {ast.unparse(node)[:80]}"


RULES: tuple[Rule, ...] = (
    long_modules,
    machine_paths,
    package_hosts,
    the_word_never_shown,
    names_that_say_nothing,
    prints,
    modules_without_purpose,
    clocks_in_a_domain,
    mocks_in_a_domain_test,
    pages_that_reach_out,
    logs_that_may_tell,
)


def texts(tree: Path) -> Iterator[Path]:
    """The project's own text files: those at its root and in the folders that are its own."""
    for path in sorted([*tree.iterdir(), *(path for folder in FOLDERS for path in (tree / folder).rglob("*"))]):
        ours = path.is_file() and not path.name.startswith(".") and not NOT_OURS & set(path.parts)
        if ours and path.suffix in TEXT:
            yield path


def modules(tree: Path) -> Iterator[Path]:
    return (path for path in texts(tree) if path.suffix == ".py")


def packaged(tree: Path) -> Iterator[Path]:
    return (path for path in modules(tree) if inside(tree, path, *PACKAGES))


def inside(tree: Path, path: Path, *folders: str) -> bool:
    return path.relative_to(tree).parts[0] in folders


def in_domain(tree: Path, path: Path) -> bool:
    """Is this a service's domain, or a test of one?"""
    return any(part.removesuffix(".py") in {"domain", "test_domain"} for part in path.relative_to(tree).parts)


def offending_lines(paths: Iterator[Path], pattern: re.Pattern[str]) -> Iterator[str]:
    for path in paths:
        for number, line in enumerate(read(path).splitlines(), start=1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()[:80]}"


def calls(path: Path, names: set[str]) -> Iterator[str]:
    """Calls by one of these names, as written (`date.today` also as `datetime.date.today`)."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            name = ".".join(ast.unparse(node.func).split(".")[-2:])
            if name in names:
                yield f"{path}:{node.lineno}: {name}()"


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def parsed(path: Path) -> ast.Module:
    return ast.parse(read(path), filename=str(path))

"""Method files that somebody wrote to do harm, by hand: each is one change to a method that is fine."""

from __future__ import annotations

from collections.abc import Iterator

from tests.api.conftest import METHOD

NEED, UNMET, TITLE = "need: mandate.confirmed", '"{party.name} has no mandate"', "title: {en: Small, nl: Klein}"
FILES = (
    "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n", "a: &a\n  b: *a\n", "&a a: *a\n",
    "a: &x 1\n<<: {b: 1}\n", "base: &b {a: 1}\nmethod: {<<: *b}\n", "<<: [a, b]\n",
    "a: !!python/object/apply:os.system [id]\n", "!!python/object:os.system {}\n", "a: !!python/name:os.system\n",
    "a: !!python/module:os\n", "a: !!python/tuple [1]\n", "a: !!binary aGVsbG8=\n", "a: !!set {x}\n",
    "a: !!timestamp 2026-01-01\n", "a: !!float 1\n", "a: !include /etc/passwd\n",
    "a: !<tag:yaml.org,2002:python/object/new:os.system> [id]\n",
    "%TAG ! tag:yaml.org,2002:python/\n---\na: !name:os\n", "%YAML 9.9\n---\na: 1\n", "--- a\n--- b\n",
    "a: 1\n...\nb: 2\n", "\ta: 1\n", "a: 1\na: 2\n", "? [a, b]\n: 1\n", "? {a: b}\n: 1\n", "~: 1\n", "1: 1\n",
    "true: 1\n", "[]\n", "null\n", "''\n", "", "# nothing\n", "a\n", "- a\n", "{{ 7*7 }}\n", "{% for x in y %}\n",
    "[" * 100_000, "{a: " * 50_000, "- " * 60_000, "a: " + "[" * 33 + "]" * 33, "a: '" + "x" * 250_000 + "'",
    "\n".join(f"s{n}: {{}}" for n in range(20_001)), "a: [" + "1," * 60_000 + "]", 'a: "\\x00"\n', 'a: "\\uD800"\n',
    "a: 'b\n", "a: |9999\n x\n", "a: >-+\n x\n", "&" * 1_000, "*" * 1_000, "!" * 1_000, "a: @b\n", "a: `b`\n",
    "\u2028a: 1\n", "\u202ea: 1\n",
)  # fmt: skip
NEEDS = (
    "__class__", "mandate.__class__", "mandate.confirmed.__class__.__mro__", "party.__dict__", "os.system('id')",
    "().__class__", "__import__('os')", "import os", "eval('1')", "exec('1')", "open('/etc/passwd')", "lambda: true",
    "9 ** 9 ** 9", "'a' * 1000000000", "range(1000000000)", "[1].map(x, [1].map(y, x))", "parties.map(p, p)",
    "mandate.bounds.matches('^(a+)+$')", "'a'.matches('(a|aa)+$')", "1e400 > 1", "9" * 400 + " > 1",
    "-" * 5_000 + "1 > 0", "!" * 5_000 + "true", "(" * 5_000, "true" + " && true" * 5_000, "{{7*7}} == 49",
    "${7*7} == 49", "#{7*7} == 49", "%s", "true; true", "true // x", "true -- x", "true\x00",
    "m\u0430ndate.confirmed", "mandate.c\u043enfirmed", "mandate\u200b.confirmed", "mandate.confirmed\u202e",
    "mandate\uff0econfirmed", "\uff4dandate.confirmed", "mandate[confirmed]", "mandate['confirmed']",
    "mandate.?confirmed", "mandate.confirmed()", "mandate.confirmed = true", "mandate.confirmed := true", "now > 1",
    "now() > 1", "timestamp('now') > 1", "size(mandate)", "dyn(true)", "type(mandate)", "b'abc' == b'abc'",
    "r'a' == 'a'", "'''a''' == 'a'", "duration('999999999999h') > 1", "user.password == ''", "request.headers == 1",
    "self", "this", "globals()", "vars()", "1 if true else 0",
)  # fmt: skip
SAYINGS = (
    "{party.__class__}", "{party.name!r}", "{0}", "{}", "{party.name:>1000000000}", "{party[name]}",
    "{party.name.__init__.__globals__}", "{", "{party.name", "{party.name}}", "{party.secret}", "{os.environ}",
    "{noor.password}", "{{7*7}}", "{%x%}", "${x}{y}",
)  # fmt: skip
NAMES = (
    "__class__", "__init__", "a.b", "../x", "a/b", "to_share.x", "<script>", "' or 1=1", "a b", "A", "-a", "1a",
    "\u0430", "a\u0301", "a\u200b", "\u202ea", "x" * 65, "%00", "{{x}}", "$x", "done", "~", "",
)  # fmt: skip
VALUES = (
    ("term: P28D", "term: P9999999999Y"), ("term: P28D", "term: -P1D"), ("term: P28D", "term: PT0.0000001S"),
    ("term: P28D", "term: 1e999"), ("term: P28D", "term: P1Y2M3W4DT5H6M7.8S"), ("to: share", "to: os.system"),
    ("to: share", "to: __class__"), ("to: share", "to: 'share; x'"), ("to: share", "to: [share]"),
    ("to: share", "to: ../share"), ("gate: mandates_clear", "gate: os.path.exists"), ("by: convener", "by: root"),
    ("by: convener", "by: '*'"), ("by: convener", "by: {eval: x}"), ("from: 1, to: 9", "from: 9, to: 1"),
    ("from: 1, to: 9", f"from: {'9' * 400}, to: 9"), ("from: 1, to: 9", "from: .inf, to: .nan"),
    ("type: whole", "type: eval"), ("type: whole", "type: os.system"), ("rule: unanimity", "rule: os.system"),
    ("rule: unanimity", "rule: {share: 1/0}"), ("rule: unanimity", "rule: 1e999"),
    ("open_for: P14D", "open_for: 'P14D; x'"), ("version: 1.0.0", "version: 1.0"),
    ("version: 1.0.0", "version: ../../x"), ("version: 1.0.0", "version: '1.0.0\\n'"),
    ("method: small", "method: ../small"), ("method: small", "method: Small"),
    ("method: small", "method: \u0455mall"), ("sluis: 1", "sluis: 2"), ("sluis: 1", "sluis: 1\nafter: os.system"),
    ("sluis: 1", "sluis: 1\ncallbacks: [x]"), ("languages: [en, nl]", "languages: [en, xx-evil-long-tag]"),
    ("languages: [en, nl]", "languages: ['../en']"), ("phases:", "ph\u0430ses:"), ("gates:", "gates :x"),
    ("all:", "any_of:"), ("seen_by: process", "seen_by: everybody"), ("seen_by: process", "seen_by: [process, '*']"),
    ("each: party", "each: os"), ("each: party", "each: [party, party]"), ("of: party", "of: __class__"),
    ("verdict: success", "verdict: {{7*7}}"),
)  # fmt: skip
TEMPLATES = ("{{7*7}}", "{% include '/etc/passwd' %}", "${jndi:ldap://evil/x}", "{{ self.__init__ }}", "{#x#}")
HARMLESS = (
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "' OR 1=1 --", "../../etc/passwd", "%s%s%n",
    "javascript:alert(1)", "`id`", "$(id)", "\u202egnp.exe", "é\u0301", "🙂" * 60, "__class__",
)  # fmt: skip


def refused() -> Iterator[str]:
    """Yield the files of which something has to be said, at its place."""
    yield from FILES
    yield from (METHOD.replace(NEED, "need: " + _quoted(one)) for one in NEEDS)
    yield from (METHOD.replace(UNMET, _quoted(one)) for one in SAYINGS)
    for one in NAMES:
        yield METHOD.replace("  mandate:\n    title", f"  {_quoted(one)}:\n    title")
        yield METHOD.replace("  share:\n", f"  {_quoted(one)}:\n").replace("to: share", f"to: {_quoted(one)}")
    yield from (METHOD.replace(TITLE, f"title: {_quoted(one)}") for one in TEMPLATES)
    yield from (METHOD.replace(found, put, 1) for found, put in VALUES)


def harmless() -> Iterator[tuple[str, str]]:
    """Yield texts that would do harm where they were taken for more than text, each in a method that is fine."""
    for one in HARMLESS:
        yield one, METHOD.replace(TITLE, f"title: {{en: {_quoted(one)}, nl: Klein}}")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\x00", "\\x00")
    return f'"{escaped}"'

#!/usr/bin/env python3
"""Measure the release binary and compare with bench/floors.toml: exit 1 when anything is below its floor.

    python3 bench/floors.py [--shared ../shared] [--binary target/release/restitch]

Standard library only. Texts are handed to the program in folders, so that a thousand cases cost a few dozen processes.
"""
import argparse, collections, concurrent.futures, gzip, json, os, pathlib, shlex, statistics, subprocess, sys
import tempfile, time, tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Seconds after which a run counts as hanging; the slowest file takes a tenth of it on two shared cores.
PATIENCE = 300

AT_MOST = {"milliseconds", "seconds", "megabytes", "times", "lost", "extra", "twice", "undo", "crlf", "failed"}


class Table:
    """Rows of what was measured against its floor; prints each as it comes."""

    def __init__(self):
        self.below = 0
        print(f"{'what':<34}{'figure':<22}{'measured':>10}{'floor':>12}")

    def row(self, what, figure, measured, floor):
        """`measured` is None when there was nothing to measure, which is below any floor."""
        ceiling = figure in AT_MOST
        holds = measured is not None and (measured <= floor if ceiling else measured >= floor)
        self.below += not holds
        shown = "nothing" if measured is None else number(measured)
        bound = ("<= " if ceiling else ">= ") + number(floor)
        print(f"{what:<34}{figure:<22}{shown:>10}{bound:>12}{'' if holds else '  BELOW'}", flush=True)

    def note(self, text):
        print(f"    {text}", flush=True)


def number(value):
    return str(value) if isinstance(value, int) else f"{value:.4f}"


def run(command, **options):
    return subprocess.run([str(c) for c in command], capture_output=True, timeout=PATIENCE, **options)


def fastest(command, runs, status=0):
    """Seconds of the fastest of some runs, each of which has to end with that exit status."""
    took = []
    for _ in range(runs):
        start = time.monotonic()
        done = run(command)
        took.append(time.monotonic() - start)
        if done.returncode != status:
            raise SystemExit(f"{shlex.join(map(str, command))}: exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-400:]}")
    return min(took)


def used(command):
    """What a process used, as the kernel counts it."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage


def page_runs(binary, shared, floors):
    """Milliseconds and megabytes of the page, run by run."""
    for _ in range(floors["runs"]):
        start = time.perf_counter()
        usage = used([str(binary), "fix", str(shared / floors["input"])])
        yield (time.perf_counter() - start) * 1000, usage.ru_maxrss / 1024


def page_again(binary, shared, floors, times, table):
    """The page once more, as often: whatever else the machine was doing minutes ago, it may not be doing now."""
    times = [*times, *(milliseconds for milliseconds, _ in page_runs(binary, shared, floors))]
    table.row("page", "milliseconds", min(times), floors["milliseconds"])
    table.note(f"median of {len(times)} runs: {statistics.median(times):.1f} ms")


def page(binary, shared, floors, table):
    """The page: its text, and the memory of the whole process. Gives back how long it took.

    Must run before anything large is read: a child's peak memory, as the kernel counts it, is never below that of the
    process that started it.
    """
    out = run([binary, "fix", shared / floors["input"]]).stdout.decode("utf-8", "replace")
    expected = (shared / floors["expected"]).read_text(encoding="utf-8")
    same = trimmed(out) == trimmed(expected)
    table.row("page", "exact", float(same), 1.0)
    if not same:
        got, want = trimmed(out).split("\n"), trimmed(expected).split("\n")
        table.note(f"{len(set(want) - set(got))} of {len(want)} expected lines are missing, {len(set(got) - set(want))} too many")
    times, peaks = zip(*page_runs(binary, shared, floors))
    table.row("page", "megabytes", max(peaks), floors["megabytes"])
    return times


def input_of(what, shared, floors, table):
    """The paragraphs of the text that `what` is measured on; none, with a note, when it is not there."""
    source = shared / floors["input"]
    if not source.exists():
        table.note(f"{what}: no {source}, not measured")
        return []
    with gzip.open(source, "rt", encoding="utf-8") as file:
        return [line.strip() for line in file.read().splitlines() if line.strip()]


def book(binary, shared, floors, table):
    """A book in one page, and its tenths one by one: how long the whole takes, in times of what a tenth does on the average. The
    least of the runs. The first tenth alone would not do: what a text costs depends on how much of it breaks off."""
    paragraphs = input_of("book", shared, floors, table)
    if not paragraphs:
        return
    text = "\n\n".join(paragraphs).encode()[: floors["bytes"]].decode("utf-8", "ignore")
    with tempfile.TemporaryDirectory() as folder:
        def takes(part):
            path = pathlib.Path(folder, "book.txt")
            path.write_text(part, encoding="utf-8")
            return fastest([str(binary), "fix", "--quiet", str(path), "-o", os.devnull], floors["runs"])

        paragraphs = text.split("\n\n")
        bounds = [i * len(paragraphs) // 10 for i in range(11)]
        tenths = [takes("\n\n".join(paragraphs[a:b])) for a, b in zip(bounds, bounds[1:])]
        whole = takes(text)
    mean = statistics.mean(tenths)
    table.row("book", "times", whole / mean, floors["times"])
    table.note(f"{mean:.2f} s for a tenth ({min(tenths):.2f} to {max(tenths):.2f}), {whole:.2f} s for {floors['bytes']} bytes")


def diff(binary, shared, floors, table):
    """A long text of which one paragraph in twenty-five is changed by one rule, as every face of the diff: the slowest of them,
    the least of its runs, repair and all."""
    paragraphs = input_of("diff", shared, floors, table)
    if not paragraphs:
        return
    times = floors["bytes"] // sum(len(paragraph.encode()) + 2 for paragraph in paragraphs) + 1
    changed = [p.replace("fi", "ﬁ") if i % 25 == 0 else p for i, p in enumerate(paragraphs * times)]
    slowest = ("", 0.0)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "long.txt")
        path.write_bytes("\n\n".join(changed).encode()[: floors["bytes"]].decode("utf-8", "ignore").encode())
        for face in ("review", "side-by-side", "unified", "html", "json"):
            command = [str(binary), "diff", "--select", "ligature", "--format", face, str(path)]
            slowest = max(slowest, (face, fastest(command, floors["runs"], 1)), key=lambda pair: pair[1])
    table.row("diff", "seconds", slowest[1], floors["seconds"])
    table.note(f"{slowest[0]} takes longest, of {floors['bytes']} bytes")


def trimmed(text):
    """Leading blank lines and the final line feed do not count."""
    return text.lstrip("\r\n").removesuffix("\n")


def score(binary, shared, name, floors, table):
    """One file through score.py, each of its kinds against its floors."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "score.json")
        cases = shared / "bench/dev" / f"{name}.jsonl.gz"
        command = [sys.executable, shared / "bench/score.py", cases, "--cmd", shlex.join([str(binary), "fix", "-"]), "--json", out]
        done = run(command)
        if done.returncode:
            table.row(name, "failed", None, 0)
            table.note(done.stderr.decode("utf-8", "replace")[-400:])
            return
        result = json.loads(out.read_text(encoding="utf-8"))
    groups = {group["group"]: group for group in result["groups"]}
    table.row(name, "failed", groups["ALL"]["failed"], 0)
    held = collections.defaultdict(list)
    for row in result["rows"]:
        for kind, ok in row["probes"]:
            held[row["kind"], kind].append(ok)
    for kind, wanted in floors.items():
        for figure, floor in wanted.items():
            if figure == "probes":
                for types, share in floor.items():
                    probes = [ok for t in types.split("+") for ok in held[kind, t]]
                    table.row(f"{name} {kind}", types, sum(probes) / len(probes) if probes else None, share)
            else:
                measured = groups.get(kind, {}).get(figure)
                # No probe of that side gives a NaN, which is nothing measured.
                table.row(f"{name} {kind}", figure, measured if measured == measured else None, floor)


def every_case(binary, cases):
    """Of one file: how many cases there are, how many are changed, and for which of them each promise is broken."""
    with gzip.open(cases, "rt", encoding="utf-8") as lines:
        inputs = {f"{n:05}.txt": json.loads(line) for n, line in enumerate(lines)}
    name = cases.name.removesuffix(".jsonl.gz")
    broken = {"twice": [], "undo": [], "crlf": []}

    def named(promise, file):
        broken[promise].append(f"{name} {inputs[file]['id']}")

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def written(into, texts):
            (folder / into).mkdir()
            for file, text in texts.items():
                (folder / into / file).write_bytes(text)
            return folder / into

        def fixed(source, into):
            run([binary, "fix", "--quiet", "--out-dir", folder / into, source])
            return {file: got(folder / into / file) for file in inputs}

        texts = {file: case["input"].encode() for file, case in inputs.items()}
        once = fixed(written("input", texts), "once")
        twice = fixed(folder / "once", "twice")
        for file in inputs:
            if once[file] is None or once[file] != twice[file]:
                named("twice", file)

        place = written("place", texts)
        run([binary, "fix", "--quiet", "--in-place", place])
        repaired = {file: got(place / file) for file in inputs}
        ledgers = [file for file in inputs if (place / f"{file}.restitch.json").exists()]
        if ledgers:
            run([binary, "undo", *[place / file for file in ledgers]])
        for file in inputs:
            if repaired[file] != once[file] or got(place / file) != texts[file] or (place / f"{file}.restitch.json").exists():
                named("undo", file)

        crlf = {file: text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for file, text in texts.items()}
        other = fixed(written("crlf", crlf), "crlf-once")
        for file in inputs:
            if once[file] is None or other[file] is None or line_feeds(other[file]) != line_feeds(once[file]):
                named("crlf", file)
    return len(inputs), len(ledgers), broken


def got(path):
    return path.read_bytes() if path.exists() else None


def line_feeds(text):
    return text.replace(b"\r\n", b"\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared", help="where bench/ and seed/ are")
    arguments.add_argument("--binary", type=pathlib.Path, default=ROOT / "target/release/restitch")
    a = arguments.parse_args()
    binary, shared = a.binary.resolve(), a.shared.resolve()
    floors = tomllib.loads((ROOT / "bench/floors.toml").read_text(encoding="utf-8"))
    table = Table()
    times = page(binary, shared, floors["page"], table)
    book(binary, shared, floors["book"], table)
    diff(binary, shared, floors["diff"], table)
    for name, kinds in floors["score"].items():
        score(binary, shared, name, kinds, table)
    page_again(binary, shared, floors["page"], times, table)
    files = sorted((shared / "bench/dev").glob("*.jsonl.gz"), key=lambda f: -f.stat().st_size)
    total, changed, broken = 0, 0, collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for count, repaired, found in pool.map(lambda f: every_case(binary, f), files):
            total, changed = total + count, changed + repaired
            for promise, names in found.items():
                broken[promise] += names
    for promise, most in floors["every-case"].items():
        table.row(f"every case ({total})", promise, len(broken[promise]), most)
        for name in broken[promise][:5]:
            table.note(name)
    table.note(f"{changed} of them are changed by the repair")
    print(f"{table.below} below their floors" if table.below else "every floor holds")
    sys.exit(1 if table.below else 0)


if __name__ == "__main__":
    main()

import datetime
from pathlib import Path

import pytest

from assistant.documents import Reading, assemble_document
from assistant.errors import UnreadableFile
from assistant.readers import read_file

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Our values | The trust</title>
<meta property="article:modified_time" content="2023-04-01T10:00:00Z">
<link rel="canonical" href="https://trust.example/values">
<style>p { color: red }</style><script>var unwanted = 1;</script></head>
<body>
<div id="cookie-banner" role="dialog"><p>Unwanted cookies on this website</p></div>
<a class="skip-link" href="#main">Unwanted skip to content</a>
<header><a href="/">Unwanted logo</a><form><input type="search"><button>Unwanted</button></form>
</header>
<nav><ul><li><a href="/">Unwanted home</a></li></ul></nav>
<div class="breadcrumb">Unwanted crumbs</div>
<main id="main">
<h1>Our values</h1>
<!-- unwanted comment -->
<p>We work in
partnership with <a href="/x">people&nbsp;and families</a>.<sup><a href="#fn1">1</a></sup></p>
<h2>What they ask of us</h2>
<ul><li>We strive for <b>excellence</b></li><li><p>We champion inclusivity</p>
<ul><li>in teams</li></ul></li></ul>
<p hidden>Unwanted hidden</p><p style="display: none">Unwanted display</p>
<p aria-hidden="true">Unwanted aria</p><p style="font-size:0">Unwanted zero size</p>
<p style="color:#ffffff">Unwanted white</p>
<div style="background: #005eb8"><p style="color: white">White on blue is seen.</p></div>
<table><caption>Leave by type</caption>
<tr><th>Leave type</th><th>Days</th></tr><tr><td>Annual</td><td>27</td></tr>
<tr><td>Study</td><td></td></tr></table>
<dl><dt>Trust</dt><dd>An NHS body.</dd></dl>
<details><summary>Who can ask?</summary><p>Anyone can.</p></details>
<figure><img src="a.png" alt="Unwanted">
<figcaption>The pyramid of our strategy</figcaption></figure>
<figure><img src="b.png" alt="A pyramid with five coloured boxes"></figure>
<ol><li id="fn1">As agreed by the board.</li></ol>
</main>
<aside>Unwanted aside</aside>
<footer>Unwanted footer</footer>
</body></html>"""


def read(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


def outline(reading: Reading) -> list[tuple[str, str, int]]:
    document = assemble_document("page", "page.html", reading)
    return [(ln.kind, document.text[ln.start : ln.end], ln.level) for ln in document.lines]


def test_content_of_a_page_is_read_and_nothing_around_it(tmp_path: Path) -> None:
    assert outline(read(tmp_path, PAGE)) == [
        ("heading", "Our values", 1),
        ("paragraph", "We work in partnership with people and families.", 0),
        ("heading", "What they ask of us", 2),
        ("item", "We strive for excellence", 1),
        ("item", "We champion inclusivity", 1),
        ("item", "in teams", 2),
        ("paragraph", "White on blue is seen.", 0),
        ("caption", "Leave by type", 0),
        ("row", "Leave type: Annual; Days: 27", 0),
        ("row", "Leave type: Study", 0),
        ("row", "Trust: An NHS body.", 0),
        ("paragraph", "Who can ask?", 0),
        ("paragraph", "Anyone can.", 0),
        ("caption", "The pyramid of our strategy", 0),
        ("caption", "A pyramid with five coloured boxes", 0),
        ("footnote", "As agreed by the board.", 0),
    ]


def test_metadata_come_from_the_head_of_the_page(tmp_path: Path) -> None:
    reading = read(tmp_path, PAGE)

    assert reading.title == "Our values"
    assert reading.date == datetime.date(2023, 4, 1)
    assert reading.source == "https://trust.example/values"
    assert reading.notes == ["Text that this page hides from its readers was left out."]


def test_page_of_an_old_site_loses_its_menu_and_keeps_its_words(tmp_path: Path) -> None:
    menu = "".join(f"<li><a href='/{n}'>Page {n}</a></li>" for n in range(5))
    reading = read(
        tmp_path,
        f"<html><head><title>Values - Trust</title></head><body><ul>{menu}</ul>"
        "<table><tr><td><h1>Values</h1><p>First.<br><br>Second.</td></tr></table></body></html>",
    )

    assert outline(reading) == [
        ("heading", "Values", 1),
        ("paragraph", "First.", 0),
        ("paragraph", "Second.", 0),
    ]


def test_accordion_has_a_heading_for_each_part(tmp_path: Path) -> None:
    part = "<details><summary>{}</summary><p>Ask HR.</p></details>"
    reading = read(
        tmp_path, f"<main><h2>Leave</h2>{part.format('Sick')}{part.format('Paid')}</main>"
    )

    assert [block.text for block in reading.blocks if block.kind == "heading"] == [
        "Leave",
        "Sick",
        "Paid",
    ]


def test_cell_over_several_rows_is_named_in_each(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "<table><thead><tr><td>Band</td><td>Leave</td><td>Days</td></tr></thead>"
        "<tr><td rowspan=2>5</td><td>Annual</td><td>27</td></tr>"
        "<tr><td>Study</td><td>5</td></tr></table>",
    )

    assert [text for _, text, _ in outline(reading)] == [
        "Band: 5; Leave: Annual; Days: 27",
        "Band: 5; Leave: Study; Days: 5",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "iso-8859-1"])
def test_page_in_any_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.html"
    page = f'<html><head><meta charset="{encoding}"></head><body><p>£5 – café</p></body></html>'
    path.write_bytes(page.replace("–", "-" if "8859" in encoding else "–").encode(encoding))

    text = assemble_document("page", "page.html", read_file(path)).text

    assert text.replace("–", "-") == "£5 - café"


def test_declared_encoding_counts_where_the_bytes_leave_it_open(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Łódź</p></body></html>'
    path.write_bytes(page.encode("iso-8859-2"))

    assert read_file(path).blocks[0].text == "Łódź"


@pytest.mark.parametrize("body", ["", "<script>x</script>", "<nav>Home</nav>", "<img src=a.png>"])
def test_page_without_words_is_unreadable(tmp_path: Path, body: str) -> None:
    with pytest.raises(UnreadableFile, match="holds no text"):
        read(tmp_path, f"<html><body>{body}</body></html>")


def test_page_nested_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="nested more than"):
        read(tmp_path, "<html><body>" + "<div>" * 20_000 + "deep")


def test_deeply_nested_page_is_read(tmp_path: Path) -> None:
    reading = read(
        tmp_path, "<html><body>" + "<div>" * 1500 + "deep" + "</div>" * 1500 + "<p>on</p>"
    )

    assert [block.text for block in reading.blocks] == ["deep", "on"]

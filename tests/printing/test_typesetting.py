"""A printout is set so that it keeps, can be read by everybody, and says words as words."""

import pytest

from stafett.printing.blocks import Table
from stafett.printing.signing import sign
from stafett.printing.typesetting import LONGEST, TooLongToPrint, typeset
from tests.printing.pages import read, tagged, words
from tests.printing.samples import HAND, sample

MARKUP = (
    "#panic()",
    '#read("/etc/passwd")',
    "*bold* _it_ `raw` $x^2$",
    "= Heading",
    "/ term: list",
    "@ref <label> https://example.no",
    '"; #sys.inputs',
    "\\u{41} \\ #{ 1 + 1 }",
    "// comment /* more */",
    '#import "@preview/x:0.1.0": *',
)


@pytest.fixture(scope="module")
def printed() -> bytes:
    table = Table(("Hvem", "Når"), (("Kari", "i dag"), ("Ola", "i går")))
    return sign(typeset(sample(table=table), HAND.fingerprint), HAND, "Nittedal")


@pytest.mark.parametrize("planted", MARKUP)
def test_what_somebody_wrote_is_words_and_never_markup(planted: str) -> None:
    said = words(typeset(sample(planted), HAND.fingerprint))
    assert planted.replace(" ", "") in said.replace(" ", "")


def test_it_says_of_itself_that_it_keeps_and_that_everybody_can_read_it(printed: bytes) -> None:
    told = read(printed).xmp_metadata
    assert told is not None
    said = told.stream.get_data().decode()
    for one in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert one in said


def test_it_has_a_language_a_title_that_shows_and_colours_that_mean_the_same(
    printed: bytes,
) -> None:
    reader = read(printed)
    root = reader.root_object
    assert root["/Lang"] == "nb"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Oppfølging og stafettlogg"
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert "/Names" not in root
    assert not {"/OpenAction", "/AA"} & set(root)
    assert not {"/Encrypt"} & set(reader.trailer)


def test_everything_is_tagged_in_the_order_one_reads_it(printed: bytes) -> None:
    root = read(printed).root_object
    assert root["/MarkInfo"]["/Marked"]
    kinds = [kind for kind, _ in tagged(root["/StructTreeRoot"])]
    for wanted in (
        "/Document",
        "/H1",
        "/H2",
        "/H3",
        "/L",
        "/LI",
        "/Lbl",
        "/LBody",
        "/Table",
        "/TH",
    ):
        assert wanted in kinds, wanted
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/H3")
    assert kinds.count("/TH") == 2
    assert kinds.count("/TD") == 4


def test_every_font_lies_in_the_file_and_every_letter_has_a_meaning(printed: bytes) -> None:
    fonts = [
        font.get_object()
        for page in read(printed).pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        (below,) = font["/DescendantFonts"]
        described = below.get_object()["/FontDescriptor"]
        assert described.keys() & {"/FontFile", "/FontFile2", "/FontFile3"}


def test_nothing_in_it_does_anything_by_itself(printed: bytes) -> None:
    for page in read(printed).pages:
        assert "/AA" not in page
        for one in page.get("/Annots", []):
            note = one.get_object()
            assert note["/Subtype"] in {"/Link", "/Widget"}
            assert "/A" not in note
            assert note["/F"] & 4
            assert not note["/F"] & 2
        assert "/Annots" not in page or page["/Tabs"] == "/S"


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("Elif Şahin, Жанна, Čáhppe, Łucja, فاطمة", "Elif Şahin, Жанна, Čáhppe, Łucja"),
        ("中文 og 😀", "[U+4E2D][U+6587] og [U+1F600]"),
        ("a\u0007b\u202ec", "a[U+0007]b[U+202E]c"),
        ("\ue000", "[U+E000]"),
    ],
)
def test_a_letter_that_no_font_has_stands_as_its_number(written: str, stands: str) -> None:
    assert stands in words(typeset(sample(written), HAND.fingerprint))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_last_page_says_how_to_check_it(language: str) -> None:
    said = words(typeset(sample(language=language), HAND.fingerprint))
    assert HAND.fingerprint in said.replace(" ", "")
    assert "./stafett printout check" in said


def test_more_than_one_printout_takes_is_not_begun() -> None:
    lines = tuple(("a", "b") for _ in range(LONGEST // 2))
    with pytest.raises(TooLongToPrint):
        typeset(sample(table=Table(("A", "B"), lines)), HAND.fingerprint)

"""Code pages are told apart by what they make of words; where that is not sure, the file's owner is asked."""

from __future__ import annotations

import pytest

from lib.ingest.readers.decoding import ENCODINGS
from lib.ingest.readers.mojibake import mended
from tests.ingest.readers.made_files import only, opened, read, rows_of, zipped

#: Names as lists of organisations, projects and places have them.
NAMES = {
    "Czech": ["Fakultní nemocnice Královské Vinohrady", "Ústav molekulární genetiky", "České Budějovice", "Plzeň"],
    "Polish": ["Narodowe Centrum Badań i Rozwoju", "Łódź", "Śląski Uniwersytet Medyczny", "Gdańsk", "Żory"],
    "Hungarian": ["Semmelweis Egyetem", "Győr", "Székesfehérvár", "Országos Onkológiai Intézet", "Hódmezővásárhely"],
    "Romanian": [
        "Universitatea de Medicină şi Farmacie",
        "Bucureşti",
        "Târgu Mureş",
        "Institutul Oncologic Iaşi",
        "Braşov",
    ],
    "Slovak": ["Univerzita Komenského v Bratislave", "Košice", "Žilina", "Ľubovňa", "Národný onkologický ústav"],
    "Slovenian": [
        "Univerzitetni klinični center",
        "Onkološki inštitut",
        "Škofja Loka",
        "Inštitut Jožef Stefan",
        "Celje",
    ],
    "Greek": ["Εθνικό Κέντρο Έρευνας", "Πανεπιστήμιο Κρήτης", "Θεσσαλονίκη", "Ίδρυμα Ιατροβιολογικών Ερευνών"],
    "Turkish": [
        "Hacettepe Üniversitesi",
        "İstanbul",
        "Eskişehir",
        "Sağlık Bilimleri",
        "Araştırma Kurumu",
    ],
    "Lithuanian": [
        "Vilniaus universiteto ligoninė",
        "Šiauliai",
        "Sveikatos mokslų universitetas",
        "Panevėžys",
    ],
    "Latvian": ["Rīgas Stradiņa universitāte", "Daugavpils", "Latvijas Zinātņu akadēmija", "Jūrmala", "Liepāja"],
    "Bulgarian": ["Медицински университет София", "Пловдив", "Национален център", "Варна"],
    "German": ["Förderung für Präzisionsmedizin", "Universitätsklinikum Tübingen", "Köln", "Österreich", "Größe"],
    "French": ["Université de Liège", "Hôpital Européen", "Médecine personnalisée", "Orléans", "Générique"],
    "Spanish": ["Fundación Progreso y Salud", "Málaga", "Investigación Biomédica", "España", "León"],
    "Portuguese": ["Fundação para a Ciência", "São João", "Investigação em Saúde", "Évora", "Câmara"],
    "Swedish": ["Göteborgs universitet", "Malmö", "Västerås", "Örebro", "Sjukvård på Skåne"],
    "Danish": ["Københavns Universitet", "Århus", "Sundhedsstyrelsen", "Sønderjylland", "Ærø"],
    "Finnish": ["Jyväskylän yliopisto", "Hämeenlinna", "Terveyden ja hyvinvoinnin laitos", "Äänekoski", "Töölö"],
}
CODE_PAGES = {
    **dict.fromkeys(("Czech", "Polish", "Hungarian", "Romanian", "Slovak", "Slovenian"), ("cp1250", "iso8859_2")),
    "Greek": ("cp1253", "iso8859_7"),
    "Turkish": ("cp1254", "iso8859_9"),
    **dict.fromkeys(("Lithuanian", "Latvian"), ("cp1257",)),
    "Bulgarian": ("cp1251",),
    **dict.fromkeys(
        ("German", "French", "Spanish", "Portuguese", "Swedish", "Danish", "Finnish"), ("cp1252", "mac_roman", "cp850")
    ),
}
LISTS = [(language, codec) for language, codecs in CODE_PAGES.items() for codec in codecs]


@pytest.mark.parametrize(("language", "codec"), LISTS)
def test_lists_of_names_are_read_right(language: str, codec: str) -> None:
    content = "\n".join(["name;country", *(f"{name};XX" for name in NAMES[language])])
    sheet = only(content.encode(codec))
    assert sheet.doubt is None
    assert [row[0] for row in rows_of(sheet)[1:]] == NAMES[language]


@pytest.mark.parametrize(("language", "codec"), LISTS)
def test_no_name_alone_is_read_wrongly_without_a_question(language: str, codec: str) -> None:
    for name in NAMES[language]:
        sheet = only(f"name;country\n{name};XX\n".encode(codec))
        if sheet.doubt is None:
            assert rows_of(sheet)[1][0] == name
        else:
            assert rows_of(only(f"name;country\n{name};XX\n".encode(codec), codec))[1][0] == name


def test_a_list_of_many_countries_is_one_in_the_usual_code_page() -> None:
    names = [name for language in ("German", "French", "Spanish", "Danish", "Swedish") for name in NAMES[language]]
    sheet = only("\n".join(["name", *names]).encode("cp1252"))
    assert sheet.doubt is None
    assert sheet.properties["encoding"] == "Windows-1252"


def test_quotes_and_dashes_stand_where_they_usually_do() -> None:
    text = "title;amount\n“Precision medicine” – the patient’s view;5 €\nBiobank® of Lyon;1 €\n"
    for codec in ("cp1252", "mac_roman"):
        rows = read((text if codec == "cp1252" else text.replace("€", "EUR")).encode(codec))
        assert rows[1][0] == "“Precision medicine” – the patient’s view"


def test_both_readings_are_shown_where_one_word_says_too_little() -> None:
    content = "name;country\nPäť;SK\n".encode("iso8859_2")
    doubt = only(content).doubt
    assert doubt is not None
    assert doubt.label == "file.bin"
    assert doubt.readings["iso8859_2"] == "Päť (ISO 8859-2)"
    assert len(doubt.readings) > 1
    assert only(content, "iso8859_2").doubt is None
    assert only(content, "iso8859_2").properties["encoding"] == ENCODINGS["iso8859_2"]


def test_a_member_of_a_zip_is_named() -> None:
    (sheet,) = opened(zipped({"x/a.csv": "name;country\nPäť;SK\n".encode("iso8859_2")}))
    assert sheet.doubt is not None
    assert sheet.doubt.label == "file.bin / a.csv"


TWICE = "name;city\nUniversitÃ¤t;MÃ¼nchen\nÃ‰cole;MÃ¢con\nâ€œSoâ€\x9d;Åódź\n"


def test_text_that_was_encoded_twice_is_offered_to_be_mended() -> None:
    for codec in ("utf-8", "utf-16"):
        sheet = only(TWICE.encode(codec))
        assert sheet.doubt is not None
        assert list(sheet.doubt.readings) == ["utf-8 twice", codec]
        assert "Universität" in sheet.doubt.readings["utf-8 twice"]
        assert read(TWICE.encode(codec), "utf-8 twice")[1:3] == [["Universität", "München"], ["École", "Mâcon"]]
        assert read(TWICE.encode(codec), codec)[1] == ["UniversitÃ¤t", "MÃ¼nchen"]


@pytest.mark.parametrize(
    "text", ["SÃO PAULO, LYCÉE, NÃO", "Fuß“ und Maß”", "für 5 €, 20 °C – Łódź", "Ä“, Ü»", "Σίγμα, Ελλάδα"]
)
def test_text_that_is_right_is_left_as_it_is(text: str) -> None:
    assert only(f"name\n{text}\n".encode()).doubt is None
    assert mended(text) == text or text == "Ä“, Ü»"

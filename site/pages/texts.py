"""The texts a new installation starts with. Editors change them in the page tree; these are only the first version."""

import json
from typing import Any

HOME: dict[str, Any] = {
    "title": "Handschlag",
    "headline": "Probier's aus, bevor du dich entscheidest.",
    "lead": (
        "Plätze, Schnuppertage und offene Werkstätten in deiner Nähe. Suchen ohne Konto, bewerben ohne Anschreiben."
    ),
    "promise": (
        "Du siehst bei jedem Platz, bis wann der Betrieb antworten will. "
        "Macht ein Betrieb Ferien, steht das vorher da."
    ),
    "trust": "Betriebe sehen dich erst, wenn du dich meldest.",
}


def _stream(*blocks: tuple[str, Any]) -> str:
    """Blocks as a StreamField reads them."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def _question(question: str, answer: str) -> tuple[str, dict[str, str]]:
    """One question with its answer as rich text."""
    return "question", {"question": question, "answer": f"<p>{answer}</p>"}


PARENTS: dict[str, Any] = {
    "title": "Was Ihr Kind hier tut und was Sie bestimmen.",
    "sentences": "\n".join(
        [
            "Suchen und Merken geht ohne Konto; die Merkliste bleibt auf dem Gerät.",
            "Unter 16 fragen wir Sie, bevor Ihr Kind Betrieben schreiben oder sich bewerben kann.",
            "Vor jedem Schnuppertag fragen wir Sie, bis Ihr Kind 18 ist. Praktika der Schule regelt die Schule.",
            "Betriebe sehen zuerst nur: Vor- oder Decknamen, Altersgruppe, Landkreis, Wunschberufe, Schulart und "
            "Startjahr. Alles Weitere gibt Ihr Kind selbst frei.",
            "Ihre Zustimmung können Sie jederzeit mit einem Klick beenden.",
        ]
    ),
    "questions": _stream(
        _question(
            "Wie sicher ist ein Tag im Betrieb?",
            "Nur geprüfte Betriebe dürfen Tage anbieten. Beim Platz steht, was Ihr Kind anzieht, wann der Tag beginnt "
            "und endet und wer es empfängt. Unter 18 ist spätestens um 20 Uhr Schluss.",
        ),
        _question("Was kostet das?", "Nichts. Weder Sie noch Ihr Kind noch der Betrieb zahlen für einen Platz."),
        _question(
            "Was, wenn mein Kind Abitur macht?",
            "Mit Abitur kann Ihr Kind eine kürzere Ausbildung beantragen. Mit dem Meisterbrief darf man studieren.",
        ),
        _question(
            "Verdient man im Handwerk genug?",
            "Bei jedem Beruf steht, was in der Ausbildung gezahlt wird, mit Datum und Quelle. Eine gesetzliche "
            "Untergrenze gilt überall.",
        ),
        _question(
            "Wie kommt mein Kind hin?",
            "Die Suche zeigt die Entfernung von Ihrem Ort. Viele Betriebe nennen Haltestelle, Linie und erste Ankunft.",
        ),
        _question(
            "Was darf ein Betrieb von unter 18-Jährigen verlangen?",
            "Höchstens acht Stunden am Tag und vierzig in der Woche, keine gefährlichen Arbeiten. Für Bäckereien gelten "
            "eigene Anfangszeiten.",
        ),
        _question(
            "Wer hilft bei Ärger?",
            "Jede Nachricht und jeder Platz lässt sich mit zwei Klicks melden. Ein Mensch sieht es sich an. "
            "Die Nummer gegen Kummer 116 111 ist kostenlos und anonym.",
        ),
        _question(
            "Und wenn es nicht passt?",
            "Dann wird der Tag oder die Bewerbung abgesagt, ohne Begründung. Nachbarberufe stehen bei jedem Beruf.",
        ),
        _question(
            "Was unterschreiben wir wann?",
            "Den Ausbildungsvertrag schließen Sie mit dem Betrieb und der Kammer, nie auf dieser Plattform.",
        ),
        _question("Wo kann ich anrufen?", "Die Telefonnummer Ihres Netzwerks steht unten auf dieser Seite."),
    ),
}

GUIDES = "ratgeber"  # counsellors write below this page
ARTICLES: dict[str, dict[str, Any]] = {
    GUIDES: {
        "title": "Ratgeber",
        "intro": "Kurze Antworten von Menschen, die jeden Tag beraten.",
        "body": _stream(
            (
                "text",
                "<p>Bewerben ohne Anschreiben, der erste Tag im Betrieb, was tun bei einer Absage: Hier schreiben "
                "Beratungsstellen und Lehrkräfte aus deiner Region. Fragen darfst du sie auch direkt, die "
                "Telefonnummer steht bei deinem Netzwerk.</p>",
            ),
        ),
    },
    "betriebe-info": {
        "title": "Ein Platz in wenigen Minuten. Den Rest kennen wir schon.",
        "intro": "Sechs Angaben, davon ein Satz von Ihnen, fertig.",
        "body": _stream(
            (
                "text",
                "<p>Dauer, Mindestvergütung, Aufgaben und Packliste stehen schon da. Keine Zeit? Ihre Innung gibt den "
                "Platz für Sie ein und nimmt auf Wunsch auch Anrufe an. Wir bitten Sie um eines: Antworten Sie. Zwei "
                "Klicks genügen, und junge Leute sehen, dass Sie verlässlich sind.</p>"
                "<p>Sie müssen nichts hochladen. Innung oder Kammer prüft den Betrieb; ob Sie ausbilden dürfen, "
                "bestätigt die Kammer.</p>",
            ),
        ),
    },
    "hilfe": {
        "title": "Etwas stimmt nicht? Sag es.",
        "intro": "Du kannst alles melden: eine Nachricht, einen Platz, ein Bild. Zwei Klicks, kein Name nötig. "
        "Du machst nichts falsch.",
        "body": _stream(
            ("heading", "Was dann passiert"),
            (
                "text",
                "<p>Ein Mensch schaut es sich an, spätestens nach 24 Stunden. Bei Drohungen oder sexueller Belästigung "
                "zwischen 8 und 20 Uhr innerhalb einer Stunde. Wir sagen dem Betrieb nicht, wer gemeldet hat.</p>"
                '<p><a href="/melden/">Jetzt etwas melden</a></p>',
            ),
            ("heading", "Sofort Hilfe"),
            (
                "text",
                "<ul><li>Notruf: 110</li><li>Nummer gegen Kummer: 116 111 (kostenlos, anonym, Mo–Sa 14–20 Uhr)</li>"
                "<li>Rund um die Uhr: Telefonseelsorge 116 123</li>"
                "<li>Sie haben Sorge um ein Kind: Elterntelefon 0800 111 0 550</li></ul>",
            ),
            ("heading", "Drei Regeln"),
            (
                "text",
                "<ul><li>Gib keine Nummer heraus, bevor du im Betrieb warst.</li>"
                "<li>Triff niemanden außerhalb des Betriebs.</li>"
                "<li>Ein guter Betrieb fragt nie nach Fotos von dir.</li></ul>",
            ),
        ),
    },
    "impressum": {
        "title": "Impressum",
        "intro": "Angaben nach § 5 DDG.",
        "body": _stream(
            (
                "text",
                "<p>Diese Installation ist noch nicht eingerichtet. Wer sie betreibt, trägt hier Name, Anschrift, "
                "E-Mail, Telefon und die Person ein, die für den Jugendschutz ansprechbar ist.</p>",
            ),
        ),
    },
    "datenschutz": {
        "title": "Datenschutz in einfachen Worten",
        "intro": "Was gespeichert wird, warum, wie lange, und wie du es beendest.",
        "body": _stream(
            ("heading", "Ohne Konto"),
            (
                "text",
                "<p>Suchen und Lesen geht ohne Konto. Wir setzen dabei kein Cookie und speichern nichts auf deinem "
                "Gerät. Erst wenn du etwas auf die Merkliste setzt, merkt sich dein Gerät diesen Platz. Es werden keine "
                "fremden Dienste geladen.</p>",
            ),
            ("heading", "Mit Konto"),
            (
                "text",
                "<p>Wir speichern deine E-Mail-Adresse, den Namen, den du zeigst, Monat und Jahr deiner Geburt und was "
                "du selbst einträgst. Betriebe sehen davon nur, was du freigibst, Stufe für Stufe. Du siehst, wer was "
                "geöffnet hat.</p>",
            ),
            ("heading", "Deine Rechte"),
            (
                "text",
                "<p>Unter „Meine Daten“ siehst du, was gespeichert ist, und änderst es. Für alles Weitere gilt die Adresse im "
                "Impressum.</p>",
            ),
        ),
    },
    "barrierefreiheit": {
        "title": "Barrierefreiheit",
        "intro": "Handschlag soll für alle bedienbar sein: mit Tastatur, mit Vorlesehilfe, groß gestellt, ohne JavaScript.",
        "body": _stream(
            (
                "text",
                "<p>Jede Seite wird automatisch geprüft (WCAG 2.2 AA), hell und dunkel. Automatische Prüfungen finden "
                "nicht alles. Wenn etwas nicht geht, schreib an die Adresse im Impressum. Du bekommst spätestens nach 14 "
                "Tagen eine Antwort.</p>",
            ),
        ),
    },
    "quellen": {
        "title": "Quellen",
        "intro": "Woher die Zahlen, Karten und Namen kommen.",
        "body": _stream(
            (
                "text",
                "<ul><li>Postleitzahlen, ihre Mittelpunkte und Ortsnamen: © OpenStreetMap-Mitwirkende, ODbL 1.0</li>"
                "<li>Kreise und Länder: © GeoBasis-DE / BKG (2016), Daten verändert</li>"
                "<li>Kammerbezirke: eigene Zusammenstellung, Zuordnung ohne Gewähr</li>"
                "<li>Ausbildungsordnungen: amtliche Texte, gemeinfrei nach § 5 UrhG</li>"
                "<li>Neue Verträge: BIBB, Erhebung zum 30.9.2024, alle Ausbildungsbereiche</li>"
                "<li>Vergütungen: Gebiet, Datum und Quelle stehen neben jeder Zahl</li></ul>",
            ),
        ),
    },
}

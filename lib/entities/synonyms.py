"""What other people's files call fields that several entities have, by language; written by hand for this project."""

from __future__ import annotations

#: By field, in files of any entity.
COMMON = {
    "name": {
        "en": "name, title, full name, official name",
        "de": "Name, Bezeichnung, Titel",
        "fr": "nom, intitulé, titre, dénomination",
        "es": "nombre, título, denominación",
        "it": "nome, titolo, denominazione",
    },
    "country": {
        "en": "country, country code, country name, nation",
        "de": "Land, Staat, Ländercode, Länderkürzel",
        "fr": "pays, code pays",
        "es": "país, código de país",
        "it": "paese, nazione, codice paese, stato",
    },
    "region": {
        "en": "region, federal state, province",
        "de": "Region, Bundesland",
        "fr": "région",
        "es": "región, comunidad autónoma, provincia",
        "it": "regione, provincia",
    },
    "url": {
        "en": "url, link, website, web page, web site, homepage, web address, page",
        "de": "Webseite, Internetseite, Webadresse, Link",
        "fr": "site web, lien, page web, adresse web",
        "es": "página web, sitio web, enlace, web",
        "it": "sito web, pagina web, collegamento, sito",
    },
    "source_url": {
        "en": "source, source link, source page, reference link",
        "de": "Quelle, Quellenangabe",
        "fr": "source, lien source",
        "es": "fuente",
        "it": "fonte",
    },
    "as_of": {
        "en": "as of, date of information, last update, updated, status date",
        "de": "Stand, Datenstand, Stand vom",
        "fr": "mise à jour, date de mise à jour, état au",
        "es": "fecha de actualización, actualizado",
        "it": "data di aggiornamento, aggiornato al",
    },
    "note": {
        "en": "note, notes, remark, remarks, comment",
        "de": "Bemerkung, Anmerkung, Hinweis, Kommentar",
        "fr": "remarque, commentaire, observation",
        "es": "observaciones, nota, comentario, notas",
        "it": "osservazioni, nota, commento, note",
    },
    "approximate": {
        "en": "approximate, estimated, estimate",
        "de": "ungefähr, geschätzt, Schätzung",
        "fr": "approximatif, estimé",
        "es": "aproximado, estimado",
        "it": "approssimativo, stimato",
    },
    "currency": {
        "en": "currency, currency code",
        "de": "Währung",
        "fr": "devise, monnaie",
        "es": "moneda, divisa",
        "it": "valuta, divisa",
    },
    "eur_rate": {
        "en": "exchange rate, conversion rate, rate",
        "de": "Wechselkurs, Umrechnungskurs, Kurs",
        "fr": "taux de change, taux",
        "es": "tipo de cambio",
        "it": "tasso di cambio, cambio",
    },
    "eur_rate_date": {
        "en": "date of rate, exchange rate date",
        "de": "Kursdatum, Datum des Kurses",
        "fr": "date du taux",
        "es": "fecha del tipo de cambio",
        "it": "data del cambio",
    },
    "start_date": {
        "en": "start, start date, begin, beginning, from, starts, first day, launch date",
        "de": "Beginn, Start, Startdatum, Anfang, Laufzeit von, von, Laufzeitbeginn",
        "fr": "début, date de début, commencement, date de démarrage, du",
        "es": "inicio, fecha de inicio, comienzo, desde",
        "it": "inizio, data di inizio, data inizio, avvio, dal",
    },
    "end_date": {
        "en": "end, end date, finish, until, to, ends, last day, completion date, closing date",
        "de": "Ende, Enddatum, Laufzeit bis, bis, Abschluss, Laufzeitende",
        "fr": "fin, date de fin, date d'achèvement, au",
        "es": "fin, fecha de fin, final, fecha de finalización, hasta",
        "it": "fine, data di fine, data fine, termine, conclusione, al",
    },
    "funder": {
        "en": "funder, funding agency, funding body, funding organisation, sponsor, funding source",
        "de": "Förderer, Fördermittelgeber, Geldgeber, Zuwendungsgeber, Fördergeber",
        "fr": "financeur, bailleur, agence de financement, organisme financeur",
        "es": "financiador, entidad financiadora, organismo financiador, agencia financiadora",
        "it": "finanziatore, ente finanziatore, agenzia finanziatrice",
    },
    "topic": {
        "en": "topic, theme, subject, area of research",
        "de": "Thema, Themenbereich, Themenfeld",
        "fr": "thème, thématique, sujet",
        "es": "tema, temática",
        "it": "tema, tematica, argomento",
    },
    "channel": {
        "en": "channel, network, social network, platform, social media",
        "de": "Kanal, Plattform, Netzwerk",
        "fr": "canal, réseau, réseau social, plateforme",
        "es": "canal, red social, plataforma",
        "it": "canale, piattaforma, rete sociale",
    },
    "impressions": {
        "en": "impressions, views, times shown, reach",
        "de": "Impressionen, Aufrufe, Einblendungen, Ansichten, Reichweite",
        "fr": "impressions, vues, affichages",
        "es": "impresiones, visualizaciones",
        "it": "impressioni, visualizzazioni",
    },
    "engagements": {
        "en": "engagements, engagement, interactions, reactions and clicks",
        "de": "Interaktionen, Engagement",
        "fr": "engagements, interactions",
        "es": "interacciones",
        "it": "interazioni",
    },
    "clicks": {
        "en": "clicks, link clicks, url clicks",
        "de": "Klicks, Link-Klicks",
        "fr": "clics, clics sur le lien",
        "es": "clics, clics en el enlace",
        "it": "clic, clic sul link",
    },
}
#: Words that say little in any header, such as "name" and "number".
SAY_LITTLE = {
    "en": "name, date, number, no, nr, of, the, and, in, for, total, max, maximum, net",
    "de": "Name, Datum, Nummer, Nr, der, die, das, des, und",
    "fr": "nom, date, numéro, n°, de, du, la, le, les, et, en",
    "es": "nombre, fecha, número, núm, del, los, las, el, y",
    "it": "nome, data, numero, num, di, della, delle, dei, il, e",
}

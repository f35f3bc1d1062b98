"""Which work picture stands for a trade: its own where one is drawn, else that of its field."""

from trades.models.trade import Trade

OF_TRADE = {
    "augenoptiker": "optik",
    "baecker": "baecker",
    "dachdecker": "dach",
    "elektroniker_egt": "elektro",
    "fleischer": "waage",
    "friseur": "friseur",
    "goldschmied": "fassen",
    "keramiker": "ton",
    "kfz_mechatroniker": "kfz",
    "konditor": "konditor",
    "maler": "maler",
    "maurer": "maurer",
    "metallbauer": "metall",
    "orthopaedieschuhmacher": "einlagen",
    "raumausstatter": "naht",
    "schilder_lichtreklame": "schrift",
    "shk": "shk",
    "strassenbauer": "strasse",
    "tischler": "tischler",
    "zimmerer": "balken",
}
OF_FIELD = {
    Trade.Field.BUILDING: "baustelle",
    Trade.Field.FINISHING: "team",
    Trade.Field.WOOD: "plan",
    Trade.Field.METAL: "feilen",
    Trade.Field.ELECTRICAL: "messen",
    Trade.Field.VEHICLES: "motor",
    Trade.Field.PLUMBING: "pruefen",
    Trade.Field.FOOD: "markt",
    Trade.Field.HEALTH: "brille",
    Trade.Field.BODY_CARE: "haare",
    Trade.Field.DESIGN: "muster",
    Trade.Field.TEXTILE: "naht",
    Trade.Field.MUSIC: "ordnung",
    Trade.Field.OFFICE: "beratung",
}


def of(trade: Trade) -> str:
    """Name of the scene."""
    return OF_TRADE.get(trade.pk) or OF_FIELD[Trade.Field(trade.field)]

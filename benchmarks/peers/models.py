"""The one table that Wagtail's search looks through."""

from django.db import models
from modelsearch import index


class Place(index.Indexed, models.Model):
    """One place of the stock with the columns a search needs."""

    title = models.TextField()
    organisation = models.TextField()
    body = models.TextField()
    offer = models.CharField(max_length=30)
    start = models.CharField(max_length=10)
    trade = models.CharField(max_length=60)
    lat = models.FloatField()
    lon = models.FloatField()

    search_fields = [
        index.SearchField("title", boost=3),
        index.SearchField("organisation"),
        index.SearchField("body"),
        index.FilterField("offer"),
        index.FilterField("start"),
        index.FilterField("lat"),
        index.FilterField("lon"),
    ]

    class Meta:
        app_label = "peers"
        ordering = ["pk"]
        indexes = [models.Index(fields=["lat", "lon"], name="peers_place_point")]

    def __str__(self) -> str:
        return self.title
